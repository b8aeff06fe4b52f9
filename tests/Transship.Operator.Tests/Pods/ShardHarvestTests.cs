using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Pods;
using Transship.Registry.Blobs;
using Transship.Testing.Kubernetes;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Pods;

public sealed class ShardHarvestTests : IAsyncLifetime
{
    private static readonly FailureReason Lost = new(ConditionReasons.NodeLost, "The node is gone.", CanHeal: true);

    private readonly PodBench _bench = PodBench.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task TakeAsync_TasksThatWereLeft_CountAnAttemptAndWait()
    {
        var job = await JobAsync(2);
        await _bench.WriteAsync("t0", new ReplicationTaskStatus { Phase = ExecutionPhase.InProgress, Attempts = 1, Counts = new ArtifactCounts { Total = 1, InProgress = 1 } });

        await TakeAsync(job);

        Assert.All(["t0", "t1"], task =>
        {
            Assert.Equal((ExecutionPhase.Pending, 1, ConditionReasons.NodeLost), (_bench.Status(task).Phase, _bench.Status(task).Attempts, _bench.Status(task).Reason));
            Assert.Equal((1L, 0L), (_bench.Status(task).Counts!.Pending, _bench.Status(task).Counts!.InProgress));
            Assert.True(_bench.Status(task).NextRetryTime > _bench.Bench.Time.GetUtcNow());
        });
        Assert.Equal(300, Assert.Single(_bench.AllJobs).Spec.TtlSecondsAfterFinished);
    }

    [Fact]
    public async Task TakeAsync_Twice_CountsOneAttempt()
    {
        var job = await JobAsync(1);

        await TakeAsync(job);
        await TakeAsync(job);

        Assert.Equal(1, _bench.Status("t0").Attempts);
    }

    [Fact]
    public async Task TakeAsync_WhatTheWorkerWroteLast_StandsThoughTheCacheIsLate()
    {
        var job = await JobAsync(2);
        var known = Known();
        await _bench.WriteAsync("t0", new ReplicationTaskStatus { Phase = ExecutionPhase.Succeeded, Attempts = 1, Progress = "1/1" });
        var later = _bench.Bench.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await _bench.WriteAsync("t1", new ReplicationTaskStatus { Phase = ExecutionPhase.Pending, Attempts = 1, NextRetryTime = later, Reason = "RateLimited" });

        await _bench.Harvest.TakeAsync(job, known, Lost, default);

        Assert.Equal((ExecutionPhase.Succeeded, "1/1"), (_bench.Status("t0").Phase, _bench.Status("t0").Progress));
        Assert.Equal((1, "RateLimited"), (_bench.Status("t1").Attempts, _bench.Status("t1").Reason));
    }

    [Fact]
    public async Task TakeAsync_TaskIsStoppedWhileItIsWritten_IsLeftAlone()
    {
        var job = await JobAsync(1);
        _bench.Bench.Cluster.Before = (request, _) =>
        {
            if (request is { Verb: "patch", Name: "t0" })
            {
                _bench.Bench.Cluster.Before = null;
                _bench.Bench.Cluster.Change<ReplicationTask>("t0", task => task with { Spec = task.Spec with { Stop = true } });
            }

            return Task.CompletedTask;
        };

        await TakeAsync(job);

        Assert.Null(_bench.Bench.Cluster.PeekAll<ReplicationTask>().Single().Status?.Reason);
        Assert.Equal(300, Assert.Single(_bench.AllJobs).Spec.TtlSecondsAfterFinished);
    }

    [Fact]
    public async Task TakeAsync_AttemptsAreUsedUp_TheTaskFails()
    {
        var job = await JobAsync(1, task => task with { Spec = task.Spec with { RetryLimit = 0 } });

        await TakeAsync(job);

        Assert.Equal((ExecutionPhase.Failed, ConditionReasons.NodeLost), (_bench.Status("t0").Phase, _bench.Status("t0").Reason));
    }

    [Fact]
    public async Task TakeAsync_TheWorkersLog_IsKeptTaskByTask()
    {
        var job = await JobAsync(2);
        await _bench.PodAsync(job, Ended);
        _bench.Logs = _ => ["""{"time":"1","message":"begins"}""", """{"time":"2","task":"t0","message":"a"}""", """{"time":"3","task":"t1","message":"b"}""", "Unhandled exception."];

        await TakeAsync(job);
        await TakeAsync(job);

        var map = Assert.Single(_bench.Bench.Cluster.PeekAll<V1ConfigMap>());
        Assert.Equal(("shard", "run"), (map.Metadata.Labels!["transship.io/log"], map.Metadata.OwnerReferences![0].Name));
        Assert.Equal("""{"time":"2","task":"t0","message":"a"}""" + "\n", map.Data!["t0"]);
        Assert.Equal("""{"time":"3","task":"t1","message":"b"}""" + "\n", map.Data["t1"]);
        Assert.Equal("""{"time":"1","message":"begins"}""" + "\nUnhandled exception.\n", map.Data["worker"]);
    }

    [Fact]
    public async Task TakeAsync_TheLogCannotBeRead_HoldsNothingUp()
    {
        var job = await JobAsync(1);
        await _bench.PodAsync(job, Ended);
        _bench.Logs = _ => throw Failures.NotFound();

        await TakeAsync(job);

        Assert.Equal(ExecutionPhase.Pending, _bench.Status("t0").Phase);
        Assert.NotNull(Assert.Single(_bench.AllJobs).Spec.TtlSecondsAfterFinished);
    }

    [Fact]
    public async Task TakeAsync_UploadsThatAKilledWorkerLeft_AreGivenUp()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Store.Uploads["left"] = new FakeUpload("mirror/app");
        _bench.Bench.Cluster.Change<Api.Endpoints.Endpoint>("destination", endpoint => endpoint with { Spec = endpoint.Spec with { Url = registry.Url.ToString() } });
        _bench.Bench.Cluster.Change<Api.Endpoints.Endpoint>("source", endpoint => endpoint with { Spec = endpoint.Spec with { Credentials = null } });
        var job = await JobAsync(1);
        var words = new WorkerSummary { Uploads = [new OpenUpload("mirror/app", new Uri(registry.Url, "/v2/mirror/app/blobs/uploads/left"))] };
        await _bench.PodAsync(job, new V1PodStatus
        {
            Phase = "Failed",
            ContainerStatuses = [new V1ContainerStatus { Name = "worker", State = new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 137, Message = words.ToJson() } } }],
        });

        // The cache may show the end of a Job before that of its pod.
        _bench.Pods.Freeze([]);

        await TakeAsync(job);

        Assert.Empty(registry.Store.Uploads);
    }

    [Fact]
    public async Task LetGoAsync_AJobThatGoesOn_IsDeleted()
    {
        await _bench.SeedAsync(1);
        await _bench.AdvanceAsync();

        await _bench.Harvest.LetGoAsync(_bench.AllJobs[0], default);

        Assert.Empty(_bench.AllJobs);
    }

    private static V1PodStatus Ended => new()
    {
        Phase = "Failed",
        ContainerStatuses = [new V1ContainerStatus { Name = "worker", State = new V1ContainerState { Terminated = new V1ContainerTerminated { ExitCode = 1 } } }],
    };

    private async Task<V1Job> JobAsync(int tasks, Func<ReplicationTask, ReplicationTask>? change = null)
    {
        await _bench.SeedAsync(tasks, change: change);
        await _bench.AdvanceAsync();
        await _bench.EndAsync(_bench.AllJobs[0], "Failed", "BackoffLimitExceeded");
        return _bench.AllJobs[0];
    }

    private Dictionary<string, ReplicationTask> Known() => _bench.Bench.Cluster.PeekAll<ReplicationTask>().ToDictionary(t => t.Metadata.Name!, StringComparer.Ordinal);

    private Task TakeAsync(V1Job job) => _bench.Harvest.TakeAsync(job, Known(), Lost, default);
}
