using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Tasks;

public sealed class TaskStatesTests
{
    private static readonly FailureReason Outage = new(ConditionReasons.Unavailable, "down", CanHeal: true);
    private static readonly FailureReason Refusal = new(ConditionReasons.AuthenticationFailed, "no", CanHeal: false);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskStates _states;
    private readonly ReplicationTask _task = Sample.Task("t", Sample.Execution("e"), artifacts: 3);

    public TaskStatesTests() => _states = new TaskStates(new TaskPoolOptions(1, "worker-1"), () => 0.5, _time);

    [Fact]
    public void Begun_FirstTime_IsTheFirstAttempt()
    {
        var begun = _states.Begun(_task);

        Assert.Equal((ExecutionPhase.InProgress, 1, "worker-1"), (begun.Phase, begun.Attempts, begun.Worker));
        Assert.Equal(new ArtifactCounts { Total = 3, Pending = 3 }, begun.Counts);
        Assert.Equal(_time.GetUtcNow(), begun.StartTime);
        Assert.Equal(ConditionStatus.Unknown, begun.Conditions.Find(ConditionTypes.Succeeded)!.Status);
    }

    [Fact]
    public void Begun_AnotherProcessLeftItInProgress_UsesNoAttempt()
    {
        var left = _task with { Status = _states.Begun(_task) with { Worker = "worker-0", Attempts = 2 } };

        var begun = _states.Begun(left);

        Assert.Equal((2, "worker-1"), (begun.Attempts, begun.Worker));
    }

    [Fact]
    public void Begun_AfterARetry_CountsOneMoreAndKeepsTheStart()
    {
        var waiting = Next(_task, new TaskOutcome(Counts(failed: 3), new ByteCounts(), Outage, []));
        var start = waiting.Status!.StartTime;
        _time.Advance(TimeSpan.FromMinutes(1));

        var begun = _states.Begun(waiting);

        Assert.Equal(2, begun.Attempts);
        Assert.Null(begun.NextRetryTime);
        Assert.Equal(start, begun.StartTime);
    }

    [Fact]
    public void During_BeginningWasNotWritten_CountsTheAttemptNevertheless()
    {
        var waiting = Next(_task, new TaskOutcome(Counts(failed: 3), new ByteCounts(), Outage, []));

        var during = _states.During(waiting, TaskProgress.Of(waiting));

        Assert.Equal((ExecutionPhase.InProgress, 2), (during.Phase, during.Attempts));
        Assert.Null(during.NextRetryTime);
    }

    [Fact]
    public void After_FailureThatMayHeal_WaitsWithBackoffUntilTheLimit()
    {
        var task = _task;
        TimeSpan[] expected = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4)];
        foreach (var delay in expected)
        {
            task = Next(task, new TaskOutcome(Counts(succeeded: 1, failed: 1, pending: 1), new ByteCounts(), Outage, []));
            Assert.Equal(ExecutionPhase.Pending, task.Status!.Phase);
            Assert.Equal(_time.GetUtcNow() + delay, task.Status.NextRetryTime);
            Assert.Equal(new ArtifactCounts { Total = 3, Succeeded = 1, Pending = 2 }, task.Status.Counts);
            Assert.Equal(ConditionReasons.ProgressingWithRetry, task.Status.Conditions.Find(ConditionTypes.Succeeded)!.Reason);
        }

        task = Next(task, new TaskOutcome(Counts(succeeded: 1, failed: 1, pending: 1), new ByteCounts(), Outage, []));
        Assert.Equal((ExecutionPhase.Failed, 4), (task.Status!.Phase, task.Status.Attempts));
        Assert.Equal(new ArtifactCounts { Total = 3, Succeeded = 1, Failed = 2 }, task.Status.Counts);
        Assert.Equal("1/3", task.Status.Progress);
        Assert.NotNull(task.Status.CompletionTime);
        Assert.Equal(ConditionReasons.Unavailable, task.Status.Reason);
        Assert.True(task.Status.Conditions.IsTrue(ConditionTypes.Stalled));
    }

    [Fact]
    public void After_FailureThatCannotHeal_FailsAtOnce()
    {
        var failed = Next(_task, new TaskOutcome(Counts(failed: 1, pending: 2), new ByteCounts(), Refusal, []));

        Assert.Equal((ExecutionPhase.Failed, 3L), (failed.Status!.Phase, failed.Status.Counts!.Failed));
        Assert.Null(failed.Status.NextRetryTime);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, 5)]
    [InlineData(1_000_000, 21_600)]
    public void After_RateLimit_UsesNoAttemptAndWaitsForTheWindow(int asked, int waited)
    {
        var limit = new FailureReason(ConditionReasons.RateLimited, "slow down", CanHeal: true, TimeSpan.FromSeconds(asked));
        var task = _task;
        for (var i = 0; i < 10; i++)
        {
            task = Next(task, new TaskOutcome(Counts(failed: 1, pending: 2), new ByteCounts(), limit, []));
            Assert.Equal((ExecutionPhase.Pending, 0), (task.Status!.Phase, task.Status.Attempts));
            Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(waited), task.Status.NextRetryTime);
        }
    }

    [Fact]
    public void After_RateLimitWithoutAWordAndNoBackoff_NeverSpins()
    {
        var limit = new FailureReason(ConditionReasons.RateLimited, "slow down", CanHeal: true);
        var task = Next(_task with { Spec = _task.Spec with { RetryBackoff = "0s" } }, new TaskOutcome(Counts(pending: 3), new ByteCounts(), limit, []));

        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(5), task.Status!.NextRetryTime);
    }

    [Fact]
    public void After_Success_ForgetsEarlierFailures()
    {
        var waiting = Next(_task, new TaskOutcome(Counts(failed: 3), new ByteCounts(), Outage, [new FailureSample { Artifact = "a", Reason = "Unavailable", Message = "down" }]));

        var done = Next(waiting, new TaskOutcome(Counts(succeeded: 2, upToDate: 1), new ByteCounts { Transferred = 7 }, null, []));

        Assert.Equal((ExecutionPhase.Succeeded, "3/3", 2), (done.Status!.Phase, done.Status.Progress, done.Status.Attempts));
        Assert.Null(done.Status.Reason);
        Assert.Null(done.Status.Message);
        Assert.Null(done.Status.Failures);
        Assert.Null(done.Status.NextRetryTime);
        Assert.True(done.Status.Conditions.IsTrue(ConditionTypes.Succeeded));
        Assert.Null(done.Status.Conditions.Find(ConditionTypes.Reconciling));
    }

    [Fact]
    public void After_LongMessage_IsCut()
    {
        var failed = Next(_task, new TaskOutcome(Counts(failed: 3), new ByteCounts(), Refusal with { Message = new string('x', 100_000) }, []));

        Assert.Equal(FailureSample.MaxMessageLength, failed.Status!.Message!.Length);
        Assert.All(failed.Status.Conditions!, condition => Assert.InRange(condition.Message.Length, 1, 1024));
    }

    [Fact]
    public void Stopped_KeepsWhatWasDone()
    {
        var going = _task with { Status = _states.Begun(_task) with { Counts = Counts(succeeded: 1, pending: 1) with { InProgress = 1 } } };

        var stopped = _states.Stopped(going);

        Assert.Equal(new ArtifactCounts { Total = 3, Succeeded = 1, Stopped = 2 }, stopped.Counts);
        Assert.Equal((ExecutionPhase.Stopped, "1/3"), (stopped.Phase, stopped.Progress));
    }

    private static ArtifactCounts Counts(long succeeded = 0, long upToDate = 0, long failed = 0, long pending = 0) =>
        new() { Total = 3, Succeeded = succeeded, UpToDate = upToDate, Failed = failed, Pending = pending };

    private ReplicationTask Next(ReplicationTask task, TaskOutcome outcome)
    {
        var going = task with { Status = _states.Begun(task) };
        return going with { Status = _states.After(going, outcome) };
    }
}
