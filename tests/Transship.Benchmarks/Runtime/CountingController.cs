using Transship.Api.Tasks;
using Transship.Runtime.Controllers;

namespace Transship.Benchmarks.Runtime;

/// <summary>A controller that does nothing, as long as told.</summary>
internal sealed class CountingController(TimeProvider time) : IEntityController<ReplicationTask>
{
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>How long each reconcile takes.</summary>
    internal TimeSpan Takes { get; set; }

    /// <summary>Completes when an entity of this version was seen.</summary>
    internal (string Version, TaskCompletionSource Seen) Awaited { get; set; } = ("", new TaskCompletionSource());

    public async Task<ReconciliationResult<ReplicationTask>> ReconcileAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        if (entity.Metadata.ResourceVersion == Awaited.Version)
        {
            Awaited.Seen.TrySetResult();
        }

        if (Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, time, cancellationToken);
        }

        return ReconciliationResult<ReplicationTask>.Success(entity);
    }

    public Task<ReconciliationResult<ReplicationTask>> DeletedAsync(ReplicationTask entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<ReplicationTask>.Success(entity));
}
