using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Providers;
using Transship.Replication.Destinations;
using Transship.Replication.Filters;
using Transship.Replication.Rules;
using Transship.Replication.Schedules;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Rules;

/// <summary>Says whether a rule can run, and if not, what to change.</summary>
internal sealed class RuleCheck(IEntityCache<Endpoint> endpoints, ProviderCatalog providers)
{
    /// <summary>What is wrong with the specification itself; null when nothing is.</summary>
    public static Verdict? CheckSpec(ReplicationRuleSpec spec) => CheckSpec(spec, static endpoint => endpoint);

    /// <summary>What keeps an enabled rule from running: its specification, or an endpoint. Null when nothing does.</summary>
    public Verdict? Check(ReplicationRule rule)
    {
        if (CheckSpec(rule.Spec, name => new RulePaths(endpoints.Get, providers).RegistryOf(rule.Metadata.Namespace ?? "", name)) is { } invalid)
        {
            return invalid;
        }

        var names = rule.Spec.Destinations.Select(d => d.EndpointRef.Name).Prepend(rule.Spec.Source.EndpointRef.Name).Distinct(StringComparer.Ordinal);
        var problems = names.Select(name => CheckEndpoint(rule.Metadata.Namespace ?? "", name)).OfType<Verdict>();

        // What somebody has to mend is told before what may heal.
        return CheckCapabilities(rule) ?? problems.OrderBy(problem => problem.Reason != ConditionReasons.EndpointNotFound).FirstOrDefault();
    }

    /// <summary>What the rule needs and an endpoint lacks, as far as its test found out.</summary>
    private Verdict? CheckCapabilities(ReplicationRule rule)
    {
        if (rule.Spec.Destinations.Select(d => d.EndpointRef.Name).FirstOrDefault(name => IsSourceOnly(rule, name)) is { } readOnly)
        {
            return Verdict.Stuck(ConditionReasons.Unsupported, $"Endpoint '{readOnly}' is a source only: nothing can be copied to it. Choose another destination.");
        }

        RuleFilters.TryCompile(rule.Spec.Filters, out var filters, out _);
        var source = rule.Spec.Source.EndpointRef.Name;
        if (filters!.SpecificRepositories is null && CapabilitiesOf(rule, source) is { } listing && !listing.Contains("catalog", StringComparer.Ordinal))
        {
            return Verdict.Stuck(ConditionReasons.Unsupported, $"Endpoint '{source}' does not list its repositories: name them in full, without wildcards, in a filter of type name.");
        }

        var removes = rule.Spec.ReplicateDeletions ? "spec.replicateDeletions" : rule.Spec.Prune is { Enabled: true } ? "spec.prune" : null;
        var keeps = removes is null ? null : rule.Spec.Destinations.Select(d => d.EndpointRef.Name)
            .FirstOrDefault(name => CapabilitiesOf(rule, name) is { } can && !can.Contains("delete", StringComparer.Ordinal) && !can.Contains("tagDelete", StringComparer.Ordinal));
        return keeps is null ? null : Verdict.Stuck(ConditionReasons.Unsupported, $"Endpoint '{keeps}' cannot delete, which {removes} needs: switch that off, or choose another destination.");
    }

    private bool IsSourceOnly(ReplicationRule rule, string endpoint) =>
        endpoints.Get(new NamespacedName(rule.Metadata.Namespace ?? "", endpoint)) is { } found && providers.TryFind(found.Spec.Type, out var provider) && provider.IsSourceOnly
        || CapabilitiesOf(rule, endpoint) is { } can && !can.Contains("push", StringComparer.Ordinal);

    private IReadOnlyList<string>? CapabilitiesOf(ReplicationRule rule, string endpoint) =>
        endpoints.Get(new NamespacedName(rule.Metadata.Namespace ?? "", endpoint))?.Status is { Server: { } server } status && status.Conditions.IsTrue(ConditionTypes.Ready)
            ? server.Capabilities
            : null;

    private static Verdict? CheckSpec(ReplicationRuleSpec spec, Func<string, string> registryOf)
    {
        if (!RuleFilters.TryCompile(spec.Filters, out var filters, out var errors))
        {
            return Verdict.Stuck(ConditionReasons.InvalidFilter, string.Join(" ", errors.Select(e => e.ToString())));
        }

        if (spec.Trigger?.Schedule is { } schedule && !Schedule.TryCreate(schedule.Cron, schedule.TimeZone, out _, out var fault))
        {
            return Verdict.Stuck(ConditionReasons.InvalidSpec, $"spec.trigger.schedule.{fault}");
        }

        var paths = new List<ReplicationPath>();
        for (var i = 0; i < spec.Destinations.Count; i++)
        {
            var destination = spec.Destinations[i];
            if (spec.Destinations.Take(i).Contains(destination))
            {
                return Verdict.Stuck(ConditionReasons.InvalidSpec, $"spec.destinations[{i}] is there twice: remove it, or give it another namespace.");
            }

            if (!DestinationMapping.TryCreate(destination, out var mapping, out var error))
            {
                return Verdict.Stuck(ConditionReasons.InvalidSpec, $"spec.destinations[{i}]: {error}");
            }

            paths.Add(new ReplicationPath("", registryOf(spec.Source.EndpointRef.Name), registryOf(destination.EndpointRef.Name), filters, mapping));
        }

        if (paths.Count == 0)
        {
            return Verdict.Stuck(ConditionReasons.InvalidSpec, "spec.destinations is empty: name at least one endpoint to copy to.");
        }

        return LoopCheck.Find(paths, []) is { } loop ? Verdict.Stuck(ConditionReasons.InvalidSpec, loop) : null;
    }

    private Verdict? CheckEndpoint(string ns, string name)
    {
        if (endpoints.Get(new NamespacedName(ns, name)) is not { } endpoint)
        {
            return Verdict.Retrying(ConditionReasons.EndpointNotFound, $"Endpoint '{name}' does not exist in namespace '{ns}'. Create it, or correct the name.");
        }

        var ready = endpoint.Status?.Conditions.Find(ConditionTypes.Ready);
        return ready is null ? Verdict.Retrying(ConditionReasons.EndpointNotReady, $"Endpoint '{name}' has not been tested yet.")
            : ready.Status == ConditionStatus.True ? null
            : Verdict.Retrying(ConditionReasons.EndpointNotReady, $"Endpoint '{name}' is not ready: {ready.Reason}. {ready.Message}");
    }
}
