using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Controllers;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Tasks;

public sealed class ReplicationTaskControllerTests : IAsyncLifetime
{
    private readonly Bench _bench = Bench.Create(new TaskPoolOptions(1, "worker-1"));
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeRegistry _registry = null!;
    private string _digest = null!;
    private ReplicationExecution _execution = null!;

    public async Task InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _digest = _registry.Store["from/app"].AddImage("v0", [FakeImages.Bytes(1, 3000)]).Digest.ToString();
        _registry.Intercept = async context =>
        {
            await _open.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        _bench.Cluster.Add(Sample.Endpoint("source", _registry.Url.ToString()));
        _bench.Cluster.Add(Sample.Endpoint("destination", _registry.Url.ToString()));
        _execution = await _bench.SeedAsync(Sample.Started("run"));
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Reconcile_NewTask_BeginsAndRecordsItsEnd()
    {
        Add("t");
        var first = await ReconcileAsync("t");
        Assert.Equal(TimeSpan.FromSeconds(1), first.RequeueAfter);
        Assert.Equal((ExecutionPhase.InProgress, 1), (Status("t").Phase, Status("t").Attempts));

        _open.SetResult();
        Assert.Equal("t", await _bench.TaskQueue.NextAsync());
        var last = await ReconcileAsync("t");

        Assert.Null(last.RequeueAfter);
        Assert.Equal((ExecutionPhase.Succeeded, "1/1"), (Status("t").Phase, Status("t").Progress));
    }

    [Fact]
    public async Task Reconcile_NoPlace_IsWokenWhenThereIsOne()
    {
        Add("t1");
        Add("t2");
        await ReconcileAsync("t1");
        Assert.Equal(TimeSpan.FromSeconds(30), (await ReconcileAsync("t2")).RequeueAfter);
        Assert.Null(_bench.Stored<ReplicationTask>("t2").Status);

        _open.SetResult();
        Assert.Equal(["t1", "t2"], [await _bench.TaskQueue.NextAsync(), await _bench.TaskQueue.NextAsync()]);
        await ReconcileAsync("t1");
        await ReconcileAsync("t2");
        Assert.Equal(ExecutionPhase.InProgress, Status("t2").Phase);
    }

    [Fact]
    public async Task W8_CacheDoesNotKnowTheExecutionYet_TaskBeginsNevertheless()
    {
        _bench.Cluster.Remove<ReplicationExecution>("run");
        _bench.Executions.Freeze();
        _execution = await _bench.SeedAsync(Sample.Started("run"));
        Add("t");

        await ReconcileAsync("t");

        Assert.Equal(ExecutionPhase.InProgress, Status("t").Phase);
    }

    [Fact]
    public async Task Reconcile_LeftInProgressByADeadProcess_IsTakenOver()
    {
        Add("t");
        await _bench.Cluster.PatchAsync<ReplicationTask>("t", "default", Patch.ApplyStatus(
            _bench.Stored<ReplicationTask>("t") with { Status = new ReplicationTaskStatus { Phase = ExecutionPhase.InProgress, Attempts = 2, Worker = "worker-0" } }, "seed"), CancellationToken.None);

        await ReconcileAsync("t");

        Assert.NotNull(_bench.Pool.Progress(_bench.Stored<ReplicationTask>("t")));
        Assert.Equal((2, "worker-1"), (Status("t").Attempts, Status("t").Worker));
    }

    [Fact]
    public async Task Reconcile_ExecutionOfTheSameNameIsAnotherOne_DoesNothing()
    {
        Add("t");
        _bench.Cluster.Remove<ReplicationExecution>("run");
        await _bench.SeedAsync(Sample.Started("run"));

        var result = await ReconcileAsync("t");

        Assert.Equal(TimeSpan.FromSeconds(30), result.RequeueAfter);
        Assert.Null(_bench.Stored<ReplicationTask>("t").Status);
    }

    [Fact]
    public async Task Reconcile_StopInMidAttempt_CancelsAndCounts()
    {
        Add("t");
        await ReconcileAsync("t");
        await StopAsync("t");

        await ReconcileAsync("t");

        Assert.Equal((ExecutionPhase.Stopped, 1L), (Status("t").Phase, Status("t").Counts!.Stopped));
        Assert.Equal("t", await _bench.TaskQueue.NextAsync());
        Assert.Empty(_registry.Store["library/app"].Tags);
    }

    [Fact]
    public async Task Reconcile_StopAfterTheAttemptEnded_CountsAsItEnded()
    {
        Add("t");
        await ReconcileAsync("t");
        _open.SetResult();
        await _bench.TaskQueue.NextAsync();
        await StopAsync("t");

        await ReconcileAsync("t");

        Assert.Equal(ExecutionPhase.Succeeded, Status("t").Phase);
    }

    [Fact]
    public async Task Reconcile_ExecutionIsBeingStopped_NeverBegins()
    {
        Add("t");
        await _bench.Cluster.PatchAsync<ReplicationExecution>("run", "default", Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }), CancellationToken.None);

        await ReconcileAsync("t");

        Assert.Equal(ExecutionPhase.Stopped, Status("t").Phase);
    }

    [Fact]
    public async Task Reconcile_FailureThatMayHeal_WaitsItsTimeThenBeginsAgain()
    {
        _bench.Cluster.Remove<Api.Endpoints.Endpoint>("destination");
        Add("t");
        await ReconcileAsync("t");
        await _bench.TaskQueue.NextAsync();
        var failed = await ReconcileAsync("t");
        Assert.Equal((ExecutionPhase.Pending, ConditionReasons.EndpointNotFound), (Status("t").Phase, Status("t").Reason));
        Assert.Equal(TimeSpan.FromMinutes(1), failed.RequeueAfter);

        _bench.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), (await ReconcileAsync("t")).RequeueAfter);
        Assert.Equal(ExecutionPhase.Pending, Status("t").Phase);

        _bench.Cluster.Add(Sample.Endpoint("destination", _registry.Url.ToString()));
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        await ReconcileAsync("t");
        Assert.Equal((ExecutionPhase.InProgress, 2), (Status("t").Phase, Status("t").Attempts));
    }

    [Fact]
    public async Task Reconcile_PullsOfTheRegistryAreUsedUp_WaitsForMoreInNoPlaceAndAsksForNothing()
    {
        var other = _registry.Store["from/app"].AddImage("v1", [FakeImages.Bytes(2, 3000)]).Digest.ToString();
        _registry.Intercept = context =>
        {
            context.Response.Headers["ratelimit-limit"] = "100;w=21600";
            context.Response.Headers["ratelimit-remaining"] = "0;w=21600";
            return Task.FromResult(false);
        };
        Add("last");
        await EndAsync("last");
        Assert.Equal(ExecutionPhase.Succeeded, Status("last").Phase);

        Add("t", "v1", other);
        var refused = await EndAsync("t");

        Assert.Equal((ExecutionPhase.Pending, ConditionReasons.RateLimited, 0), (Status("t").Phase, Status("t").Reason, Status("t").Attempts));
        Assert.InRange(refused.RequeueAfter!.Value, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(216)); // a pull comes back every 216 seconds
        Assert.Equal(0, _registry.Requests.Count("GET", $"/manifests/{other}"));
        Add("next");
        Assert.Equal(ExecutionPhase.InProgress, (await ReconcileAsync("next"), Status("next").Phase).Phase); // the only place is free

        async Task<ReconciliationResult<ReplicationTask>> EndAsync(string name)
        {
            await ReconcileAsync(name);
            Assert.Equal(name, await _bench.TaskQueue.NextAsync());
            return await ReconcileAsync(name);
        }
    }

    [Fact]
    public async Task Reconcile_StatusCannotBeWritten_TheOutcomeIsKept()
    {
        Add("t");
        await ReconcileAsync("t");
        _open.SetResult();
        await _bench.TaskQueue.NextAsync();
        _bench.Cluster.Before = (request, _) => request.Verb == "patch" ? throw Testing.Kubernetes.Failures.Unreachable() : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(() => ReconcileAsync("t"));
        _bench.Cluster.Before = null;

        await ReconcileAsync("t");

        Assert.Equal((ExecutionPhase.Succeeded, 1), (Status("t").Phase, Status("t").Attempts));
    }

    [Fact]
    public async Task Deleted_InMidAttempt_EndsIt()
    {
        Add("t");
        await ReconcileAsync("t");
        var task = _bench.Stored<ReplicationTask>("t");
        _bench.Cluster.Remove<ReplicationTask>("t");

        await _bench.TaskController.DeletedAsync(task, CancellationToken.None);

        Assert.Null(_bench.Pool.Progress(task));
        Assert.Equal(0, _bench.TaskStatuses.Remembered);
    }

    [Fact]
    public async Task Terminating_InMidAttempt_EndsIt()
    {
        Add("t");
        await ReconcileAsync("t");
        var task = _bench.Stored<ReplicationTask>("t");

        await _bench.TaskController.TerminatingAsync(task, CancellationToken.None);

        Assert.Null(_bench.Pool.Progress(task));
    }

    private void Add(string name, string tag = "v0", string? digest = null)
    {
        var task = Sample.Task(name, _execution);
        _bench.Cluster.Add(task with
        {
            Spec = task.Spec with { Source = task.Spec.Source with { Repository = "from/app" }, Artifacts = [new TaskArtifact { Tag = tag, Digest = digest ?? _digest }], Referrers = false },
        });
    }

    private ReplicationTaskStatus Status(string name) => _bench.Stored<ReplicationTask>(name).Status!;

    private Task<ReplicationTask> StopAsync(string name) =>
        _bench.Cluster.PatchAsync<ReplicationTask>(name, "default", Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }), CancellationToken.None);

    private Task<ReconciliationResult<ReplicationTask>> ReconcileAsync(string name) =>
        _bench.TaskController.ReconcileAsync(_bench.Tasks.Get(new("default", name))!, CancellationToken.None);
}
