using System.Text.Json.Nodes;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Commands.Work;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Commands.Work;

public sealed class TaskWorkTests : IAsyncLifetime
{
    private readonly Bench _bench = Bench.Create();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeRegistry _registry = null!;
    private string _digest = null!;

    public async Task InitializeAsync()
    {
        _registry = await FakeRegistry.StartAsync();
        _digest = _registry.Store["from/app"].AddImage("v0", [FakeImages.Bytes(1, 3000)]).Digest.ToString();
        _registry.Intercept = async context =>
        {
            _asked.TrySetResult();
            await _open.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        _bench.Cluster.Add(Sample.Endpoint("source", _registry.Url.ToString()));
        _bench.Cluster.Add(Sample.Endpoint("destination", _registry.Url.ToString()));
        var task = Sample.Task("t", Sample.Started("run"));
        _bench.Cluster.Add(task with
        {
            Spec = task.Spec with
            {
                Source = task.Spec.Source with { Repository = "from/app" },
                Destination = task.Spec.Destination with { Repository = "to/app" },
                Artifacts = [new TaskArtifact { Tag = "v0", Digest = _digest }],
            },
        });
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_ATask_IsCopiedAndItsEndWritten()
    {
        _open.SetResult();

        Assert.Equal(TaskEnd.Succeeded, await RunAsync());

        Assert.Equal((ExecutionPhase.Succeeded, 1, "1/1"), (Status.Phase, Status.Attempts, Status.Progress));
        Assert.Equal(_digest, _registry.Store["to/app"].Tags["v0"].ToString());
    }

    [Fact]
    public async Task RunAsync_ATaskThatEndedBefore_IsNotDoneAgain()
    {
        _open.SetResult();
        await RunAsync();
        var before = _bench.Stored<ReplicationTask>("t").Metadata.ResourceVersion;

        Assert.Equal(TaskEnd.Ended, await RunAsync());

        Assert.Equal(before, _bench.Stored<ReplicationTask>("t").Metadata.ResourceVersion);
    }

    [Fact]
    public async Task RunAsync_ATaskThatIsGone_IsNoFailure()
    {
        _bench.Cluster.Remove<ReplicationTask>("t");

        Assert.Equal(TaskEnd.Ended, await RunAsync());
    }

    [Fact]
    public async Task RunAsync_StoppedBeforeItBegan_IsStopped()
    {
        await StopAsync();

        Assert.Equal(TaskEnd.Stopped, await RunAsync());

        Assert.Equal((ExecutionPhase.Stopped, 1L), (Status.Phase, Status.Counts!.Stopped));
    }

    [Fact]
    public async Task RunAsync_StoppedInMidCopy_EndsAtTheNextLook()
    {
        var run = RunAsync();
        await _asked.Task;
        await StopAsync();
        await _bench.Time.PassAsync(TimeSpan.FromMilliseconds(600));

        Assert.Equal(TaskEnd.Stopped, await run);

        Assert.Equal(ExecutionPhase.Stopped, Status.Phase);
        Assert.False(_registry.Store["to/app"].Tags.ContainsKey("v0"));
    }

    [Fact]
    public async Task RunAsync_ToldToEnd_LeavesTheTaskToTheNextWorkerWithoutUsingUpAnAttempt()
    {
        using var term = new CancellationTokenSource();
        var run = RunAsync(term.Token);
        await _asked.Task;
        await term.CancelAsync();

        Assert.Equal(TaskEnd.Interrupted, await run);
        Assert.Equal((ExecutionPhase.InProgress, 1), (Status.Phase, Status.Attempts));

        _open.SetResult();
        Assert.Equal(TaskEnd.Succeeded, await RunAsync());
        Assert.Equal(1, Status.Attempts);
    }

    [Fact]
    public async Task RunAsync_AFailureThatMayHeal_WaitsForAnotherPod()
    {
        _registry.Intercept = context =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };

        Assert.Equal(TaskEnd.Waiting, await RunAsync());

        Assert.Equal((ExecutionPhase.Pending, 1), (Status.Phase, Status.Attempts));
        Assert.NotNull(Status.NextRetryTime);
        Assert.Equal(TaskEnd.Ended, await RunAsync());
    }

    private ReplicationTaskStatus Status => _bench.Stored<ReplicationTask>("t").Status!;

    private Task<TaskEnd> RunAsync(CancellationToken cancellationToken = default) =>
        new TaskWork(_bench.Cluster, _bench.Runner, _bench.States, _bench.Time).RunAsync("default", "t", pods: 1, cancellationToken);

    private Task<ReplicationTask> StopAsync() => _bench.Cluster.PatchAsync<ReplicationTask>(
        "t", "default", Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }), CancellationToken.None);
}
