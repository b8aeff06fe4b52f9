using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Entities;
using Transship.Operator.Hosting;
using Transship.Providers.Events;
using Transship.Registry.Content;
using Transship.Registry.References;
using Transship.Replication.Events;
using Transship.Replication.Filters;
using Transship.Runtime.Caching;

namespace Transship.Operator.Events;

/// <summary>Finds the rules that events concern, and what of the events concerns them.</summary>
internal sealed class EventRouter(IEntityCache<ReplicationRule> rules)
{
    private const int MaxIdLength = 64;

    // Entities of the cache are never changed, so the filters of one need be read once only.
    private readonly ConditionalWeakTable<ReplicationRule, Lazy<RuleFilters?>> _filters = [];

    /// <summary>The rules that replicate from an endpoint when events tell them to, each with what its filters may match.</summary>
    public IReadOnlyList<(ReplicationRule Rule, IReadOnlyList<ExecutionResource> Resources)> Route(Endpoint endpoint, IReadOnlyList<RegistryEvent> events)
    {
        var resources = events.Select(ResourceOf).OfType<(ExecutionResource Resource, string? MediaType)>().ToArray();
        return resources.Length == 0
            ? []
            : [.. Listening(endpoint).Select(rule => (rule, Concerning(rule, resources))).Where(pair => pair.Item2.Count > 0)];
    }

    private IEnumerable<ReplicationRule> Listening(Endpoint endpoint) => rules.ByIndex(Indexes.ByEndpoint, NamespacedName.Of(endpoint).ToString())
        .Where(rule => rule is { Spec: { Enabled: true, Trigger.Events: not null }, Metadata.DeletionTimestamp: null } && rule.Spec.Source.EndpointRef.Name == endpoint.Metadata.Name);

    private IReadOnlyList<ExecutionResource> Concerning(ReplicationRule rule, (ExecutionResource Resource, string? MediaType)[] resources) =>
        _filters.GetValue(rule, static r => new Lazy<RuleFilters?>(() => RuleFilters.TryCompile(r.Spec.Filters, out var compiled, out _) ? compiled : null)).Value is { } filters
            ? [.. resources.Where(pair => (!pair.Resource.Deleted || rule.Spec.ReplicateDeletions) && EventMatch.MayMatch(filters, pair.Resource, pair.MediaType)).Select(pair => pair.Resource)]
            : [];

    /// <summary>What breaks the grammar of names exists in no registry.</summary>
    private static (ExecutionResource Resource, string? MediaType)? ResourceOf(RegistryEvent told) =>
        ImageReference.RepositoryProblem(told.Repository) is null
        && (told.Tag is null || ImageReference.IsTag(told.Tag))
        && (told.Digest is null || Digest.TryParse(told.Digest, out _))
            ? (new ExecutionResource
            {
                Repository = told.Repository,
                Tag = told.Tag,
                Digest = told.Digest,
                Deleted = told.Kind == RegistryEventKind.Deleted,
                Event = told.Id is { Length: > MaxIdLength } id ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))) : told.Id,
            }, told.MediaType)
            : null;
}
