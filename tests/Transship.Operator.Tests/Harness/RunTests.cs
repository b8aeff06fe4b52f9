using Microsoft.AspNetCore.Http;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Runtime.Controllers;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Harness;

/// <summary>One run between two fake registries, of which each reconcile is one of the test's.</summary>
public abstract class RunTests : IAsyncLifetime
{
    private FakeRegistry _source = null!;
    private FakeRegistry _destination = null!;

    private protected Bench Bench { get; } = Bench.Create();

    private protected ReplicationExecution Stored => Bench.Stored<ReplicationExecution>("run");

    private protected ReplicationExecutionStatus Status => Stored.Status!;

    private protected ExecutionPlan Plan => Status.Plan!;

    private protected FakeRegistry Source => _source;

    private protected FakeRegistry Destination => _destination;

    public async Task InitializeAsync()
    {
        _source = await FakeRegistry.StartAsync();
        _destination = await FakeRegistry.StartAsync();
        Bench.Cluster.Add(Sample.Endpoint("source", _source.Url.ToString()));
        Bench.Cluster.Add(Sample.Endpoint("destination", _destination.Url.ToString()));
        _source.Store["library/one"].AddImage("v1", [FakeImages.Bytes(1, 500)]);
        _source.Store["library/two"].AddImage("v1", [FakeImages.Bytes(2, 500)]);
    }

    public async Task DisposeAsync()
    {
        await Bench.DisposeAsync();
        await _source.DisposeAsync();
        await _destination.DisposeAsync();
    }

    private protected static Func<HttpContext, Task<bool>> Refuse(string path, int status) => context =>
    {
        if (!context.Request.Path.Value!.Contains(path, StringComparison.Ordinal))
        {
            return Task.FromResult(false);
        }

        context.Response.StatusCode = status;
        return Task.FromResult(true);
    };

    /// <summary>The source answers nothing any more, until its callers go away.</summary>
    /// <param name="asked">Told when it is asked.</param>
    private protected void HoldSource(TaskCompletionSource asked) => _source.Intercept = async context =>
    {
        asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        return true;
    };

    private protected void CopyOver(string repository)
    {
        foreach (var (tag, digest) in _source.Store[repository].Tags)
        {
            _destination.Store[repository].Manifests[digest] = _source.Store[repository].Manifests[digest];
            _destination.Store[repository].Tags[tag] = digest;
        }
    }

    private protected Task<ReplicationExecution> SeedAsync(ReplicationRuleSpec? rule = null, ExecutionPlan? plan = null) =>
        Bench.SeedAsync(Sample.Started("run", rule, plan, Bench.Time.GetUtcNow()));

    private protected Task<ReconciliationResult<ReplicationExecution>> ReconcileAsync() => Bench.ExecutionController.ReconcileAsync(Stored, CancellationToken.None);

    /// <summary>Begins to plan, and takes what it gives.</summary>
    private protected async Task PlanAsync()
    {
        await ReconcileAsync();
        await Bench.ExecutionQueue.NextAsync();
        await ReconcileAsync();
    }

    private protected void Stop() => Bench.Cluster.Change<ReplicationExecution>("run", execution => execution with { Spec = execution.Spec with { Stop = true } });

    private protected async Task EndTasksAsync(ExecutionPhase phase = ExecutionPhase.Succeeded)
    {
        foreach (var task in Bench.Cluster.PeekAll<ReplicationTask>())
        {
            var counts = phase == ExecutionPhase.Stopped ? new ArtifactCounts { Total = 1, Stopped = 1 } : new ArtifactCounts { Total = 1, Succeeded = 1 };
            await Bench.Cluster.PatchAsync<ReplicationTask>(task.Metadata.Name!, "default", Patch.ApplyStatus(task.With(phase, counts), "seed"), CancellationToken.None);
        }
    }
}
