using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Endpoints;
using Transship.Providers.Events;
using Transship.Replication.Executions;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Events;

/// <summary>Says whether events of an endpoint can arrive, and if not, what to change: the receiver itself tells nobody why it refuses.</summary>
internal sealed class EndpointEventsCheck(EventSecrets secrets, TimeProvider time)
{
    /// <summary>The status with path and condition of the event receiver; without them where it is off.</summary>
    public async Task<EndpointStatus> CheckAsync(Endpoint endpoint, EndpointStatus status, CancellationToken cancellationToken)
    {
        if (endpoint.Spec.Events is not { } events)
        {
            return status with { EventsPath = null, Conditions = status.Conditions.Remove(ConditionTypes.EventsReady) };
        }

        var condition = new V1Condition
        {
            Type = ConditionTypes.EventsReady,
            Status = ConditionStatus.True,
            Reason = ConditionReasons.Succeeded,
            Message = "Events are taken.",
            LastTransitionTime = time.GetUtcNow(),
            ObservedGeneration = endpoint.Metadata.Generation,
        };
        try
        {
            condition = condition with { Message = await DescribeAsync(endpoint, events, cancellationToken) };
        }
        catch (Exception e) when (e is ReasonedException or KubernetesException)
        {
            var failure = FailureReason.Of(e);
            condition = condition with { Status = ConditionStatus.False, Reason = failure.Reason, Message = FailureSamples.Cut(failure.Message, Verdict.MaxMessageLength) };
        }

        return status with { EventsPath = EventPath.Of(NamespacedName.Of(endpoint)), Conditions = status.Conditions.Set(condition) };
    }

    private async Task<string> DescribeAsync(Endpoint endpoint, EndpointEvents events, CancellationToken cancellationToken)
    {
        if (!EventFormats.TryFind(events.Format, endpoint.Spec.Type, out var format))
        {
            throw new ReasonedException(
                ConditionReasons.InvalidSpec,
                $"Endpoints of type {endpoint.Spec.Type} have no events of their own: remove spec.events, or set spec.events.format to one of {string.Join(", ", EventFormats.Names)}.");
        }

        if (format.Proof is EventProof.GoogleIdentity)
        {
            return events.Identity is { } identity
                ? $"Events in the format {format.Name} are taken with an identity token of {identity.Email}."
                : throw new ReasonedException(ConditionReasons.InvalidSpec, $"Events in the format {format.Name} are signed by Google: set spec.events.identity in place of secretRef.");
        }

        await secrets.ReadNowAsync(endpoint, cancellationToken);
        var proof = format.Proof switch
        {
            EventProof.Query => "with the secret in the URL, as ?token=",
            EventProof.Signature signature => $"with a signature in the header {signature.Name}",
            _ => "with the secret in the header Authorization",
        };
        return $"Events in the format {format.Name} are taken {proof}.";
    }
}
