using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Events;
using Transship.Operator.Status;
using Transship.Runtime.Conditions;
using Transship.Runtime.Controllers;
using Transship.Runtime.Events;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Endpoints;

/// <summary>Tests the connection to each endpoint, again and again, and says in words what to fix.</summary>
[EntityRbac(typeof(Endpoint), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(Endpoint), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(V1Secret), Verbs = RbacVerbs.Get)]
internal sealed class EndpointController(
    OwnStatus<Endpoint> statuses, EndpointConnections connections, EndpointProbe probe, EndpointEventsCheck eventsCheck, IEventRecorder events, TimeProvider time) : IEntityController<Endpoint>
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    public async Task<ReconciliationResult<Endpoint>> ReconcileAsync(Endpoint entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        var interval = HealthCheckTimes.Interval(entity.Spec.HealthCheck);
        if (NextCheck(entity, interval) is { } wait && wait > TimeSpan.Zero)
        {
            return ReconciliationResult<Endpoint>.Success(entity, wait);
        }

        var status = await eventsCheck.CheckAsync(entity, await probe.CheckAsync(entity, cancellationToken), cancellationToken);
        await statuses.WriteAsync(entity, entity with { Status = status }, cancellationToken);
        Announce(entity, status);
        return ReconciliationResult<Endpoint>.Success(entity, Pause(status, interval));
    }

    public Task<ReconciliationResult<Endpoint>> DeletedAsync(Endpoint entity, CancellationToken cancellationToken)
    {
        connections.Close(NamespacedName.Of(entity));
        statuses.Forget(entity);
        return Task.FromResult(ReconciliationResult<Endpoint>.Success(entity));
    }

    private static TimeSpan Pause(EndpointStatus status, TimeSpan interval) =>
        (status.Conditions.IsTrue(ConditionTypes.Ready) && status.Conditions.Find(ConditionTypes.EventsReady)?.Status != ConditionStatus.False) || interval < LongestRetry ? interval : LongestRetry;

    private TimeSpan? NextCheck(Endpoint entity, TimeSpan interval) =>
        entity.Status is { LastCheckTime: { } last } status && status.ObservedGeneration == entity.Metadata.Generation
            ? last + Pause(status, interval) - time.GetUtcNow()
            : null;

    private void Announce(Endpoint entity, EndpointStatus status)
    {
        var (before, now) = (entity.Status?.Conditions.Find(ConditionTypes.Ready), status.Conditions.Find(ConditionTypes.Ready)!);
        if (before?.Status != now.Status || before.Reason != now.Reason)
        {
            var type = now.Status == ConditionStatus.True ? EventType.Normal : EventType.Warning;
            events.Publish(entity, type, now.Reason, "CheckConnection", now.Message);
        }
    }
}
