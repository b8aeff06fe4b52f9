using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Executions;

/// <summary>The way of a run after it was planned: tasks, stops, deadlines.</summary>
public sealed class ExecutionProgressTests : RunTests
{
    [Fact]
    public async Task Stop_DuringPlanning_EndsWhenPlanningHasEnded()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var creating = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Bench.Cluster.Before = async (request, _) =>
        {
            if (request is { Verb: "create", Kind: "ReplicationTask" })
            {
                creating.TrySetResult();
                await held.Task; // a request that is on its way is not called back
            }
        };
        await SeedAsync();
        await ReconcileAsync();
        await creating.Task.WaitAsync(Patience.Limit);
        Stop();
        await ReconcileAsync();
        Assert.Equal(ExecutionPhase.InProgress, Status.Phase);

        held.SetResult();
        await Bench.ExecutionQueue.NextAsync();
        await ReconcileAsync();
        Assert.True(Assert.Single(Bench.Cluster.PeekAll<ReplicationTask>()).Spec.Stop);
        Assert.Equal(ExecutionPhase.InProgress, Status.Phase);

        await EndTasksAsync(ExecutionPhase.Stopped);
        await ReconcileAsync();
        Assert.Equal((ExecutionPhase.Stopped, 1L), (Status.Phase, Status.Counts!.Stopped));
    }

    [Theory]
    [InlineData(ExecutionPhase.Succeeded)]
    [InlineData(ExecutionPhase.Stopped)]
    [InlineData(ExecutionPhase.Failed)]
    public async Task Advance_TasksAreEndedByWhomever_EachEndIsCountedOnce(ExecutionPhase phase)
    {
        await SeedAsync();
        await PlanAsync();
        await EndTasksAsync(phase);
        Bench.Cluster.Before = (request, _) => request.Kind == "ReplicationExecution" ? Task.FromException(Failures.Unreachable()) : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(ReconcileAsync);
        Bench.Cluster.Before = null;
        await ReconcileAsync();

        Assert.NotNull(Status.CompletionTime);
        Assert.Equal(2, Bench.Tally.Ended(phase));
    }

    [Fact]
    public async Task Advance_AttemptIsMadeAgain_IsCountedOnce()
    {
        await SeedAsync();
        await PlanAsync();
        var task = Bench.Cluster.PeekAll<ReplicationTask>()[0].With(ExecutionPhase.Pending);
        foreach (var minutes in new[] { 1, 1, 3 })
        {
            var waiting = task with { Status = task.Status! with { NextRetryTime = Bench.Time.GetUtcNow().AddMinutes(minutes) } };
            await Bench.Cluster.PatchAsync<ReplicationTask>(task.Metadata.Name!, "default", Patch.ApplyStatus(waiting, "seed"), CancellationToken.None);
            await ReconcileAsync();
            await ReconcileAsync();
        }

        Assert.Equal(2, Bench.Tally.Retries);
    }

    [Fact]
    public async Task Advance_TasksEndedBeforeThisProcessLooked_AreNotCountedAgain()
    {
        await SeedAsync(plan: new ExecutionPlan { Complete = true, Tasks = 2, Attempts = 1 });
        Bench.Cluster.Add(Sample.Task("first", Stored));
        Bench.Cluster.Add(Sample.Task("second", Stored));
        var first = Bench.Stored<ReplicationTask>("first").With(ExecutionPhase.Succeeded, new ArtifactCounts { Total = 1, Succeeded = 1 });
        await Bench.Cluster.PatchAsync<ReplicationTask>("first", "default", Patch.ApplyStatus(first, "seed"), CancellationToken.None);
        await ReconcileAsync();
        Assert.Equal(0, Bench.Tally.Ended(ExecutionPhase.Succeeded));

        await EndTasksAsync();
        await ReconcileAsync();
        Assert.Equal(1, Bench.Tally.Ended(ExecutionPhase.Succeeded));
    }

    [Fact]
    public async Task Stop_TasksWaitAndCopy_ThoseThatCopyAreStoppedFirst()
    {
        await SeedAsync();
        await PlanAsync();
        var last = Bench.Cluster.PeekAll<ReplicationTask>()[^1];
        await Bench.Cluster.PatchAsync<ReplicationTask>(last.Metadata.Name!, "default", Patch.ApplyStatus(last.With(ExecutionPhase.InProgress), "seed"), CancellationToken.None);
        Stop();

        await ReconcileAsync();

        var stops = Bench.Cluster.Requests.Where(request => request is { Verb: "patch", Kind: "ReplicationTask", Patch.Subresource: null }).ToList();
        Assert.Equal(2, stops.Count);
        Assert.Equal(last.Metadata.Name, stops[0].Name);
    }

    [Fact]
    public async Task Stop_TaskIsGoneMeanwhile_IsNoError()
    {
        await SeedAsync();
        await PlanAsync();
        Bench.Tasks.Freeze();
        Bench.Cluster.Remove<ReplicationTask>(Bench.Cluster.PeekAll<ReplicationTask>()[0].Metadata.Name!);
        Stop();

        await ReconcileAsync();

        Assert.True(Bench.Cluster.PeekAll<ReplicationTask>().Single().Spec.Stop);
    }

    [Fact]
    public async Task Deadline_Passes_StopsAndFails()
    {
        await SeedAsync(Sample.Rule().Spec with { ActiveDeadlineSeconds = 60 });
        await PlanAsync();
        Bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), (await ReconcileAsync()).RequeueAfter);
        Assert.All(Bench.Cluster.PeekAll<ReplicationTask>(), task => Assert.False(task.Spec.Stop));

        Bench.Time.Advance(TimeSpan.FromSeconds(1));
        await ReconcileAsync();
        Assert.All(Bench.Cluster.PeekAll<ReplicationTask>(), task => Assert.True(task.Spec.Stop));
        await EndTasksAsync(ExecutionPhase.Stopped);
        await ReconcileAsync();
        Assert.Equal((ExecutionPhase.Failed, ConditionReasons.DeadlineExceeded), (Status.Phase, Status.Conditions.Find(ConditionTypes.Succeeded)!.Reason));
    }

    [Fact]
    public async Task Deadline_FurtherAwayThanTimeGoes_IsNoError()
    {
        await SeedAsync(Sample.Rule().Spec with { ActiveDeadlineSeconds = long.MaxValue });
        await PlanAsync();
        Assert.True(Plan.Complete);
    }

    [Fact]
    public async Task W8_CacheLagsBehindPlanning_TheRunDoesNotEndEarly()
    {
        await SeedAsync();
        Bench.Tasks.Freeze();
        await PlanAsync();
        Assert.Equal((ExecutionPhase.InProgress, 2L), (Status.Phase, Status.Counts!.Total));
    }

    [Fact]
    public async Task Writes_ManyChangesInASecond_AreOne()
    {
        await SeedAsync();
        await PlanAsync();
        var before = StatusWrites;
        for (var i = 0; i < 10; i++)
        {
            Bench.Time.Advance(TimeSpan.FromMilliseconds(90));
            Assert.InRange((await ReconcileAsync()).RequeueAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(before, StatusWrites);
        Bench.Time.Advance(TimeSpan.FromMilliseconds(100));
        await ReconcileAsync();
        Assert.Equal(before + 1, StatusWrites);
    }

    [Fact]
    public async Task Deleted_DuringPlanning_EndsIt()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        HoldSource(asked);
        await SeedAsync();
        await ReconcileAsync();
        await asked.Task.WaitAsync(Patience.Limit);
        var execution = Stored;
        Bench.Cluster.Remove<ReplicationExecution>("run");

        await Bench.ExecutionController.DeletedAsync(execution, CancellationToken.None);

        Assert.False(Bench.Plans.IsRunning(execution));
        Assert.Equal("run", await Bench.ExecutionQueue.NextAsync());
        Assert.Equal(0, Bench.ExecutionStatuses.Remembered);
    }

    [Fact]
    public async Task Terminating_DuringPlanning_EndsIt()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        HoldSource(asked);
        await SeedAsync();
        await ReconcileAsync();
        await asked.Task.WaitAsync(Patience.Limit);

        await Bench.ExecutionController.TerminatingAsync(Stored, CancellationToken.None);

        Assert.False(Bench.Plans.IsRunning(Stored));
    }

    private int StatusWrites => Bench.Cluster.Requests.Count(request => request is { Kind: "ReplicationExecution", Patch.Subresource: "status" });
}
