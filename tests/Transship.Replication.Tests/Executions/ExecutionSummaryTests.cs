using System.Text.Json;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;
using Transship.Replication.Executions;
using Transship.Replication.Planning;
using static Transship.Replication.Tests.Executions.TaskBuilder;

namespace Transship.Replication.Tests.Executions;

public sealed class ExecutionSummaryTests
{
    private static readonly ExecutionPlan Planned = new() { Complete = true };
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_NothingMatched_Succeeded()
    {
        var summary = ExecutionSummary.Of(Planned, []);

        Assert.Equal((ExecutionPhase.Succeeded, "0/0", "0 B", 0), (summary.Phase, summary.Progress, summary.Transferred, summary.Attempts));
        Assert.Null(summary.NextRetryTime);
        Assert.Empty(summary.Failures);
    }

    [Theory]
    [InlineData("Succeeded Succeeded", ExecutionPhase.Succeeded)]
    [InlineData("Succeeded Pending", ExecutionPhase.InProgress)]
    [InlineData("Failed InProgress Stopped", ExecutionPhase.InProgress)]
    [InlineData("Failed Stopped Succeeded", ExecutionPhase.Failed)]
    [InlineData("Succeeded Stopped", ExecutionPhase.Stopped)]
    public void Of_PhasesOfTasks_InProgressThenFailedThenStopped(string phases, ExecutionPhase expected) =>
        Assert.Equal(expected, ExecutionSummary.Of(Planned, [.. phases.Split(' ').Select(phase => Task(Enum.Parse<ExecutionPhase>(phase)))]).Phase);

    [Fact]
    public void Of_PlanGoesOn_InProgressThoughAllTasksEnded()
    {
        var summary = ExecutionSummary.Of(new ExecutionPlan { UpToDate = 3 }, [Task(ExecutionPhase.Succeeded)]);

        Assert.Equal((ExecutionPhase.InProgress, "3/4+"), (summary.Phase, ExecutionSummary.ProgressOf(summary.Counts with { Total = 4 }, complete: false)));
        Assert.EndsWith("+", summary.Progress, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PlanFailed_FailedThoughAllTasksSucceeded()
    {
        var plan = Planned.With(new RepositoryFailure("library/app", null, new HttpRequestException("503 from the registry")) { Artifacts = 2 }, _ => ConditionReasons.Unavailable);

        var summary = ExecutionSummary.Of(plan, [Task(ExecutionPhase.Succeeded)]);

        Assert.Equal((ExecutionPhase.Failed, 2), (summary.Phase, summary.Counts.Failed));
        Assert.Equal(("library/app", ConditionReasons.Unavailable, "503 from the registry"), Single(summary));

        static (string, string, string) Single(ExecutionSummary summary)
        {
            var sample = Assert.Single(summary.Failures);
            return (sample.Artifact, sample.Reason, sample.Message);
        }
    }

    [Fact]
    public void Of_Counts_AreThePlansAndTheTasksTogether()
    {
        var plan = new ExecutionPlan { UpToDate = 10, Refused = 2, Failed = 1, Complete = true };
        var busy = Task(new ReplicationTaskStatus
        {
            Phase = ExecutionPhase.InProgress,
            Attempts = 2,
            Counts = new ArtifactCounts { Total = 7, Pending = 1, InProgress = 1, Succeeded = 1, Failed = 1, Stopped = 1, UpToDate = 1, Refused = 1 },
            Bytes = new ByteCounts { Transferred = 1024, Skipped = 10, Mounted = 5 },
        });
        var idle = Task(artifacts: 5);

        var summary = ExecutionSummary.Of(plan, [busy, idle, busy]);

        Assert.Equal(new ArtifactCounts { Total = 32, Pending = 7, InProgress = 2, Succeeded = 2, Failed = 3, Stopped = 2, UpToDate = 12, Refused = 4 }, summary.Counts);
        Assert.Equal(new ByteCounts { Transferred = 2048, Skipped = 20, Mounted = 10 }, summary.Bytes);
        Assert.Equal(("18/32", "2.0 KiB", 2), (summary.Progress, summary.Transferred, summary.Attempts));
    }

    [Fact]
    public void Of_TasksWaitingForRetry_TheEarliestIsNext()
    {
        var summary = ExecutionSummary.Of(Planned, [Waiting(Noon.AddMinutes(5)), Waiting(Noon.AddMinutes(2)), Task(new ReplicationTaskStatus { Phase = ExecutionPhase.Failed, NextRetryTime = Noon })]);

        Assert.Equal(Noon.AddMinutes(2), summary.NextRetryTime);

        static ReplicationTask Waiting(DateTimeOffset next) => Task(new ReplicationTaskStatus { Phase = ExecutionPhase.Pending, NextRetryTime = next });
    }

    [Fact]
    public void Of_Failures_ThoseForGoodComeBeforeThoseTriedAgain()
    {
        var retrying = Task(new ReplicationTaskStatus { Phase = ExecutionPhase.Pending, NextRetryTime = Noon, Reason = "Timeout", Message = "later" }, repository: "b");
        var failed = Task(new ReplicationTaskStatus { Phase = ExecutionPhase.Failed, Failures = [new FailureSample { Artifact = "a:1", Reason = "PermissionDenied", Message = "no" }] });

        var summary = ExecutionSummary.Of(Planned, [retrying, failed]);

        Assert.Equal(["a:1", "b"], summary.Failures.Select(failure => failure.Artifact));
        Assert.Equal(("edge", "Timeout", "later"), (summary.Failures[1].Destination, summary.Failures[1].Reason, summary.Failures[1].Message));
    }

    [Theory]
    [InlineData("m")]
    [InlineData("ü\"<'")]
    [InlineData("😀")]
    public void Of_FiftyThousandArtifacts_StatusStaysBelow64KiB(string message)
    {
        var failures = Enumerable.Range(0, 20).Select(i => new FailureSample
        {
            Artifact = new string('a', 250) + ":" + new string('t', 128),
            Destination = new string('d', 253),
            Reason = ConditionReasons.Unavailable,
            Message = string.Concat(Enumerable.Repeat(message, 4000)),
        }).ToList();
        var tasks = Enumerable.Range(0, 5000).Select(_ => Task(new ReplicationTaskStatus
        {
            Phase = ExecutionPhase.Failed,
            Counts = new ArtifactCounts { Total = 10, Failed = 10 },
            Failures = failures,
        })).ToList();

        var plan = Enumerable.Range(0, 20).Aggregate(
            Planned,
            (found, _) => found.With(new RepositoryFailure(new string('r', 255), new string('d', 253), new IOException(failures[0].Message)), _ => ConditionReasons.Unavailable));
        var summary = ExecutionSummary.Of(plan, tasks);
        var status = new ReplicationExecutionStatus
        {
            ObservedGeneration = 1,
            Phase = summary.Phase,
            Plan = plan,
            Counts = summary.Counts,
            Bytes = summary.Bytes,
            Progress = summary.Progress,
            Transferred = summary.Transferred,
            Failures = summary.Failures,
            Conditions = [.. Enumerable.Range(0, 3).Select(i => new V1Condition { Type = $"C{i}", Status = ConditionStatus.False, Reason = "ArtifactsFailed", Message = new string('m', 512), LastTransitionTime = Noon })],
            Rule = new ExecutionRule { Uid = Guid.Empty.ToString(), Generation = 1, Spec = LargestRule() },
        };

        Assert.Equal(50_020, summary.Counts.Failed);
        Assert.NotEmpty(summary.Failures);
        Assert.All(summary.Failures, failure => Assert.True(failure.Message.Length <= FailureSample.MaxMessageLength));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(status, KubernetesJson.Options).Length, 1, 64 * 1024);
    }

    private static ReplicationRuleSpec LargestRule() => new()
    {
        Description = new string('d', 1024),
        Destinations = [.. Enumerable.Range(0, 16).Select(i => new RuleDestination { EndpointRef = new LocalReference { Name = new string('e', 253) }, Namespace = new string('n', 200) })],
        Filters = [.. Enumerable.Range(0, 32).Select(i => new RuleFilter { Type = FilterType.Name, Value = new string('f', 1024) })],
    };
}
