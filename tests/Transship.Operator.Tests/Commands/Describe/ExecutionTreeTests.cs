using Spectre.Console;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Commands.Describe;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Commands.Describe;

public sealed class ExecutionTreeTests
{
    private static readonly ReplicationExecution Run = Sample.Execution("nightly-1") with
    {
        Status = new ReplicationExecutionStatus { Phase = ExecutionPhase.InProgress, Progress = "1/3", Duration = "4s" },
    };

    [Fact]
    public void Of_ARunWithTrouble_ShowsTroubleFirstAndWhy()
    {
        var failure = new FailureSample { Artifact = "team/broken:v0", Reason = "PermissionDenied", Message = "Not [allowed]." };
        var text = Print(
        [
            Task("fine", ExecutionPhase.Succeeded, "1/1"),
            Task("broken", ExecutionPhase.Failed, "0/1") with { Status = new ReplicationTaskStatus { Phase = ExecutionPhase.Failed, Progress = "0/1", Failures = [failure] } },
        ]);

        Assert.StartsWith("InProgress nightly-1 1/3 4s\n", text, StringComparison.Ordinal);
        Assert.Contains("source to destination", text, StringComparison.Ordinal);
        Assert.Contains("team/broken:v0: PermissionDenied. Not [allowed].", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("Failed team/broken 0/1", StringComparison.Ordinal) < text.IndexOf("Succeeded team/fine 1/1", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Of_MoreRepositoriesThanTheLimit_CountsTheRest() =>
        Assert.Contains("and 8 more repositories", Print([.. Enumerable.Range(0, 10).Select(i => Task($"r{i}", ExecutionPhase.Succeeded, "1/1"))], limit: 2), StringComparison.Ordinal);

    private static ReplicationTask Task(string name, ExecutionPhase phase, string progress) => Sample.Task(name, Run, repository: $"team/{name}") with
    {
        Status = new ReplicationTaskStatus { Phase = phase, Progress = progress },
    };

    private static string Print(IReadOnlyCollection<ReplicationTask> tasks, int limit = 100)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        console.Write(ExecutionTree.Of(Run, tasks, limit));
        return writer.ToString();
    }
}
