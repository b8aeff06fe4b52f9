using Transship.Api.Executions;
using Transship.Operator.Rules;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Rules;

public sealed class RuleSummaryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Active_ManyGoOn_NamesTheOldestSixteen()
    {
        var executions = Enumerable.Range(0, 40).Select(i => At($"run-{i:00}", i, i % 2 == 0 ? ExecutionPhase.InProgress : ExecutionPhase.Succeeded)).Reverse();
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"run-{2 * i:00}"), RuleSummary.Active(executions));
    }

    [Fact]
    public void Active_AllEnded_IsAbsent() => Assert.Null(RuleSummary.Active([At("a", 0, ExecutionPhase.Stopped)]));

    [Fact]
    public void Last_NewestWins()
    {
        Assert.Equal("b", RuleSummary.Last([At("b", 2, ExecutionPhase.Failed), At("c", 1, ExecutionPhase.Succeeded)])!.Name);
        Assert.Null(RuleSummary.Last([]));
    }

    [Fact]
    public void Fingerprint_AnyText_IsShortAndTheSameEachTime()
    {
        Assert.Equal(RuleSummary.Fingerprint("now"), RuleSummary.Fingerprint("now"));
        Assert.NotEqual(RuleSummary.Fingerprint("now"), RuleSummary.Fingerprint("then"));
        Assert.Matches("^[0-9a-f]{10}$", RuleSummary.Fingerprint(new string('x', 100_000)));
    }

    private static ReplicationExecution At(string name, int second, ExecutionPhase phase)
    {
        var execution = Sample.Execution(name);
        return execution with { Metadata = execution.Metadata with { CreationTimestamp = Start.AddSeconds(second) }, Status = new ReplicationExecutionStatus { Phase = phase } };
    }
}
