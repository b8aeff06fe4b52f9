using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Replication.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;
using Transship.Runtime.Events;

namespace Transship.Operator.Rules;

/// <summary>Says on a rule that events trigger whether its source takes any. One that does not keeps no schedule and nobody's own runs back.</summary>
internal sealed class RuleEventsCheck(IEntityCache<Endpoint> endpoints, IEventRecorder events, TimeProvider time)
{
    /// <summary>The status with the condition EventsReady; without it where events trigger nothing.</summary>
    public ReplicationRuleStatus Check(ReplicationRule rule, ReplicationRuleStatus status)
    {
        var source = rule.Spec.Source.EndpointRef.Name;
        if (rule.Spec.Trigger?.Events is null || endpoints.Get(new NamespacedName(rule.Metadata.Namespace ?? "", source)) is not { } endpoint)
        {
            return status with { Conditions = status.Conditions?.Remove(ConditionTypes.EventsReady) };
        }

        var condition = Condition(rule, endpoint.Spec.Events is null
            ? $"spec.trigger.events waits for events of endpoint '{source}', which takes none: set its spec.events, and have the registry send them."
            : endpoint.Status?.Conditions.Find(ConditionTypes.EventsReady) is { Status: ConditionStatus.False } broken ? $"Endpoint '{source}' takes no events: {broken.Message}"
            : null);
        if (condition.Status == ConditionStatus.False && status.Conditions.Find(ConditionTypes.EventsReady)?.Message != condition.Message)
        {
            events.Publish(rule, EventType.Warning, condition.Reason, "CheckRule", condition.Message);
        }

        return status with { Conditions = status.Conditions.Set(condition) };
    }

    private V1Condition Condition(ReplicationRule rule, string? problem) => new()
    {
        Type = ConditionTypes.EventsReady,
        Status = problem is null ? ConditionStatus.True : ConditionStatus.False,
        Reason = problem is null ? ConditionReasons.Succeeded : ConditionReasons.EventsOff,
        Message = FailureSamples.Cut(problem ?? "Events of the source start this rule.", Verdict.MaxMessageLength),
        LastTransitionTime = time.GetUtcNow(),
        ObservedGeneration = rule.Metadata.Generation,
    };
}
