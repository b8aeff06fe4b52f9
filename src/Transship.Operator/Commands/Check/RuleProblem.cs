using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Operator.Rules;

namespace Transship.Operator.Commands.Check;

/// <summary>What is wrong with a rule among the manifests that come with it. Pure.</summary>
internal static class RuleProblem
{
    /// <summary>Finds it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="endpoints">All endpoints of the manifests.</param>
    /// <returns>A reason and a sentence; null when nothing is wrong.</returns>
    public static string? Of(ReplicationRule rule, IReadOnlyList<Endpoint> endpoints)
    {
        if (RuleCheck.CheckSpec(rule.Spec) is { } invalid)
        {
            return $"{invalid.Reason}: {invalid.Message}";
        }

        var unknown = rule.Spec.Destinations.Select(d => d.EndpointRef.Name).Prepend(rule.Spec.Source.EndpointRef.Name)
            .FirstOrDefault(name => !endpoints.Any(e => e.Metadata.Namespace == rule.Metadata.Namespace && e.Metadata.Name == name));
        return unknown is null ? null : $"{ConditionReasons.EndpointNotFound}: Endpoint '{unknown}' is not among the manifests.";
    }
}
