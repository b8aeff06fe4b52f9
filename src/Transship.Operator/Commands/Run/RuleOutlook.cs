using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Rules;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Commands.Run;

/// <summary>What is to be expected of a rule that has not run.</summary>
internal sealed class RuleOutlook(RuleCheck check, IEntityCache<Endpoint> endpoints)
{
    /// <summary>What keeps the rule from running; null when nothing does.</summary>
    public Verdict? ProblemOf(ReplicationRule rule) => check.Check(rule);

    /// <summary>Whether waiting cannot help: a manifest has to be changed.</summary>
    public bool IsHopeless(ReplicationRule rule) =>
        endpoints.HasSynced && ProblemOf(rule) is { } problem
        && (ExitCodes.For(problem.Reason) == ExitCodes.BadInput || EndpointsOf(rule).Any(reason => ExitCodes.For(reason) == ExitCodes.BadInput));

    private IEnumerable<string> EndpointsOf(ReplicationRule rule) => rule.Spec.Destinations.Select(d => d.EndpointRef.Name).Prepend(rule.Spec.Source.EndpointRef.Name)
        .Select(name => endpoints.Get(new NamespacedName(rule.Metadata.Namespace ?? "", name))?.Status?.Conditions.Find(ConditionTypes.Ready))
        .Where(ready => ready?.Status == ConditionStatus.False).Select(ready => ready!.Reason);
}
