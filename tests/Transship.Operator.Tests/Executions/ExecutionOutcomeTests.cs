using System.Text.Json;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Executions;
using Transship.Operator.Tests.Harness;
using Transship.Replication.Executions;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Tests.Executions;

public sealed class ExecutionOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);
    private static readonly ExecutionPlan Whole = new() { Complete = true };
    private static readonly ReplicationExecution Run = Sample.Started("run");

    [Fact]
    public void Of_NothingMatched_Succeeds()
    {
        var status = Of(Whole, []);
        AssertEnd(status, ExecutionPhase.Succeeded, ConditionReasons.Succeeded, "Nothing matches the filters.");
        Assert.Equal(("0/0", "1m", Now), (status.Progress, status.Duration, status.CompletionTime));
    }

    [Fact]
    public void Of_NothingFoundYet_DoesNotSayThatNothingMatches()
    {
        var status = Of(new ExecutionPlan(), [], isPlanning: true);
        Assert.Equal(ExecutionPhase.InProgress, status.Phase);
        Assert.DoesNotContain("matches", Message(status), StringComparison.Ordinal);
        Assert.Equal("0/0+", status.Progress);
    }

    [Fact]
    public void Of_AllTasksSucceeded_Succeeds()
    {
        var status = Of(Whole with { Tasks = 2, UpToDate = 3 }, [Ended(ExecutionPhase.Succeeded, succeeded: 2), Ended(ExecutionPhase.Succeeded, succeeded: 1)]);
        AssertEnd(status, ExecutionPhase.Succeeded, ConditionReasons.Succeeded, "6 artifacts: 3 copied, 3 up to date.");
        Assert.Equal("6/6", status.Progress);
    }

    [Fact]
    public void Of_TaskGoesOn_IsInProgress()
    {
        var status = Of(Whole, [Ended(ExecutionPhase.Succeeded, succeeded: 1), Going()]);
        Assert.Equal(ExecutionPhase.InProgress, status.Phase);
        Assert.Null(status.CompletionTime);
        Assert.True(status.Conditions.IsTrue(ConditionTypes.Reconciling));
    }

    [Fact]
    public void Of_TasksEndedButPlanIsNotComplete_IsInProgress() =>
        Assert.Equal(ExecutionPhase.InProgress, Of(new ExecutionPlan(), [Ended(ExecutionPhase.Succeeded, succeeded: 1)]).Phase);

    [Fact]
    public void Of_SomeFailed_Fails()
    {
        var status = Of(Whole, [Ended(ExecutionPhase.Succeeded, succeeded: 1), Ended(ExecutionPhase.Failed, failed: 1)]);
        AssertEnd(status, ExecutionPhase.Failed, ConditionReasons.ArtifactsFailed, "2 artifacts: 1 copied, 1 failed. First failure: library/app: no luck");
    }

    [Fact]
    public void Of_AllFailed_SaysWhy() =>
        AssertEnd(Of(Whole, [Ended(ExecutionPhase.Failed, failed: 2)]), ExecutionPhase.Failed, "Unavailable", "no luck");

    [Fact]
    public void Of_RepositoriesCouldNotBePlanned_Fails()
    {
        var plan = Whole with { Failed = 1, UpToDate = 1, Failures = [new FailureSample { Artifact = "a", Reason = "NotFound", Message = "gone" }] };
        AssertEnd(Of(plan, []), ExecutionPhase.Failed, ConditionReasons.ArtifactsFailed, "2 artifacts: 1 up to date, 1 failed. First failure: a: gone");
    }

    [Fact]
    public void Of_Stopped_IsStopped() => AssertEnd(
        Of(Whole, [Ended(ExecutionPhase.Succeeded, succeeded: 1), Ended(ExecutionPhase.Stopped, stopped: 2)], isStopping: true),
        ExecutionPhase.Stopped, ConditionReasons.Stopped, "The execution was stopped. 3 artifacts: 1 copied, 2 stopped.");

    [Fact]
    public void Of_StoppedInMidPlan_IsStoppedWhenPlanningHasEnded()
    {
        Assert.Equal(ExecutionPhase.InProgress, Of(new ExecutionPlan(), [], isStopping: true, isPlanning: true).Phase);
        Assert.Equal(ExecutionPhase.Stopped, Of(new ExecutionPlan(), [], isStopping: true).Phase);
    }

    [Fact]
    public void Of_StopCameWhenAllWasDone_Succeeds() =>
        Assert.Equal(ExecutionPhase.Succeeded, Of(Whole, [Ended(ExecutionPhase.Succeeded, succeeded: 1)], isStopping: true).Phase);

    [Fact]
    public void Of_DeadlinePassed_Fails() => AssertEnd(
        Of(Whole, [Ended(ExecutionPhase.Stopped, stopped: 1)], isStopping: true, isLate: true, rule: Sample.Rule().Spec with { ActiveDeadlineSeconds = 30 }),
        ExecutionPhase.Failed, ConditionReasons.DeadlineExceeded, "The execution took longer than 30 s. 1 artifacts: 1 stopped.");

    [Fact]
    public void Of_PlanIsTriedAgain_SaysSoAndFailsNothing()
    {
        var next = Now.AddMinutes(1);
        var plan = new ExecutionPlan { Attempts = 1, NextRetryTime = next, Failures = [new FailureSample { Artifact = "source", Reason = "Timeout", Message = "slow" }] };
        var status = Of(plan, []);
        Assert.Equal((ExecutionPhase.InProgress, next, 0L), (status.Phase, status.NextRetryTime, status.Counts!.Failed));
        Assert.Equal(ConditionReasons.ProgressingWithRetry, status.Conditions.Find(ConditionTypes.Succeeded)!.Reason);
        Assert.EndsWith("Tried again after: source: slow", Message(status), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FiftyThousandArtifactsFail_StaysBelow64KiB()
    {
        var nasty = new string('é', 5000);
        var sample = FailureSamples.Cut(new FailureSample { Artifact = nasty, Destination = "d", Reason = "Unavailable", Message = nasty });
        var failures = FailureSamples.Bound(Enumerable.Repeat(sample, 100));
        var task = Ended(ExecutionPhase.Failed, failed: 1000);
        task = task with { Status = task.Status! with { Failures = failures, Message = sample.Message } };
        var rule = Sample.Rule().Spec with
        {
            Description = new string('x', 1024),
            Filters = [.. Enumerable.Repeat(new RuleFilter { Type = FilterType.Name, Value = new string('x', 200) }, 32)],
        };

        var status = Of(Whole with { Failed = 5, Failures = failures }, [.. Enumerable.Repeat(task, 50)], rule: rule);

        Assert.Equal(50_005, status.Counts!.Failed);
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(status, KubernetesJson.Options).Length, 1, 64 * 1024);
    }

    private static ReplicationExecutionStatus Of(
        ExecutionPlan plan, IReadOnlyCollection<ReplicationTask> tasks, bool isPlanning = false, bool isStopping = false, bool isLate = false, ReplicationRuleSpec? rule = null) =>
        ExecutionOutcome.Of(
            Run with { Status = Run.Status! with { Plan = plan, Rule = Run.Status.Rule! with { Spec = rule ?? Run.Status.Rule.Spec } } }, tasks, isPlanning, isLate, isStopping, Now);

    private static ReplicationTask Going() => Sample.Task("going", Run).With(ExecutionPhase.InProgress);

    private static ReplicationTask Ended(ExecutionPhase phase, long succeeded = 0, long failed = 0, long stopped = 0)
    {
        var task = Sample.Task("ended", Run).With(phase, new ArtifactCounts { Total = succeeded + failed + stopped, Succeeded = succeeded, Failed = failed, Stopped = stopped });
        return phase == ExecutionPhase.Failed ? task with { Status = task.Status! with { Reason = "Unavailable", Message = "no luck" } } : task;
    }

    private static string Message(ReplicationExecutionStatus status) => status.Conditions.Find(ConditionTypes.Succeeded)!.Message;

    private static void AssertEnd(ReplicationExecutionStatus status, ExecutionPhase phase, string reason, string message)
    {
        Assert.Equal((phase, reason, message), (status.Phase, status.Conditions.Find(ConditionTypes.Succeeded)!.Reason, Message(status)));
        Assert.Null(status.Conditions.Find(ConditionTypes.Reconciling));
        Assert.NotNull(status.CompletionTime);
    }
}
