using System.Collections.Concurrent;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Runtime.Conditions;
using Transship.Runtime.Controllers;
using Transship.Runtime.Events;
using Transship.Runtime.Finalizers;
using Transship.Runtime.Writes;

namespace Transship.Integration.Runtime;

/// <summary>A controller that does each thing that a controller does: a child, a condition, an event.</summary>
public sealed class EndpointLife(EntityWriter writer, StatusWriter status, IEventRecorder events, TimeProvider time)
    : IEntityController<Endpoint>, IEntityFinalizer<Endpoint>
{
    public ConcurrentQueue<string> Reconciled { get; } = new();

    public ConcurrentQueue<string> Finalized { get; } = new();

    public ConcurrentQueue<string> Deleted { get; } = new();

    public async Task<ReconciliationResult<Endpoint>> ReconcileAsync(Endpoint entity, CancellationToken cancellationToken)
    {
        Reconciled.Enqueue(entity.Metadata.Name!);
        await writer.CreateChildAsync(ChildOf(entity), entity, cancellationToken);
        var ready = new V1Condition
        {
            Type = "Ready",
            Status = ConditionStatus.True,
            Reason = "Tested",
            Message = entity.Spec.Url ?? "",
            LastTransitionTime = time.GetUtcNow(),
        };
        var desired = entity with
        {
            Status = new EndpointStatus
            {
                ObservedGeneration = entity.Metadata.Generation,
                Conditions = entity.Status?.Conditions.Set(ready) ?? [ready],
            },
        };
        events.Publish(entity, EventType.Normal, "Tested", "Test", $"{entity.Spec.Url} was seen.");
        return ReconciliationResult<Endpoint>.Success(await status.ApplyAsync(entity, desired, cancellationToken));
    }

    public Task<ReconciliationResult<Endpoint>> DeletedAsync(Endpoint entity, CancellationToken cancellationToken)
    {
        Deleted.Enqueue(entity.Metadata.Name!);
        return Task.FromResult(ReconciliationResult<Endpoint>.Success(entity));
    }

    public Task<ReconciliationResult<Endpoint>> FinalizeAsync(Endpoint entity, CancellationToken cancellationToken)
    {
        Finalized.Enqueue(entity.Metadata.Name!);
        return Task.FromResult(ReconciliationResult<Endpoint>.Success(entity));
    }

    private static V1Secret ChildOf(Endpoint entity) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{entity.Metadata.Name}-child",
            Namespace = entity.Metadata.Namespace,
            OwnerReferences = [V1OwnerReference.ControllerOf(entity)],
        },
    };
}
