using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Rules;

namespace Transship.Operator.Rules;

/// <summary>From which registry to which one rules lead.</summary>
/// <param name="endpoint">Finds an endpoint.</param>
/// <param name="providers">The products.</param>
internal sealed class RulePaths(Func<NamespacedName, Endpoint?> endpoint, ProviderCatalog providers)
{
    /// <summary>What the other ones of some rules bring to the destinations of a rule.</summary>
    /// <param name="own">Namespace and name of the rule.</param>
    /// <param name="spec">What it says.</param>
    /// <param name="rules">All rules, itself among them.</param>
    public OtherRules Besides(NamespacedName own, ReplicationRuleSpec spec, IEnumerable<ReplicationRule> rules) => new(
        RegistryOf(own.Namespace, spec.Source.EndpointRef.Name),
        spec.Destinations.Select(d => d.EndpointRef.Name).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => RegistryOf(own.Namespace, name), StringComparer.Ordinal),
        [.. rules.Where(rule => NamespacedName.Of(rule) != own).SelectMany(PathsOf)]);

    /// <summary>What tells a registry from others: two endpoints with the same address are the same registry, whether it is written or follows from the type.</summary>
    public string RegistryOf(string ns, string name) =>
        endpoint(new NamespacedName(ns, name)) is { } found && EndpointAddress.Of(found.Spec, providers) is { } address ? address : $"{ns}/{name}";

    /// <summary>The paths of a rule; none of what cannot be read, and so never ran.</summary>
    private IEnumerable<ReplicationPath> PathsOf(ReplicationRule rule)
    {
        if (!RuleFilters.TryCompile(rule.Spec.Filters, out var filters, out _))
        {
            yield break;
        }

        var ns = rule.Metadata.Namespace ?? "";
        foreach (var destination in rule.Spec.Destinations)
        {
            if (DestinationMapping.TryCreate(destination, out var mapping, out _))
            {
                yield return new ReplicationPath(
                    rule.Metadata.Name!, RegistryOf(ns, rule.Spec.Source.EndpointRef.Name), RegistryOf(ns, destination.EndpointRef.Name), filters, mapping);
            }
        }
    }
}
