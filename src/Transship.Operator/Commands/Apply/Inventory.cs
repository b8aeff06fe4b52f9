using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Manifests;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Commands.Apply;

/// <summary>The endpoints and rules of a namespace that were set up under one name: the label says which, so that they can be removed when their manifests are gone.</summary>
internal sealed class Inventory(IKubernetesClient client, string name, string ns, TimeProvider time)
{
    private static readonly string[] Kinds = ["Endpoint", "ReplicationRule"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Marks manifests as of this inventory.</summary>
    /// <returns>What an inventory cannot hold: a line each.</returns>
    public IEnumerable<string> Mark(IReadOnlyList<Manifest> manifests)
    {
        foreach (var manifest in manifests)
        {
            if (!Kinds.Contains(manifest.Kind))
            {
                yield return $"{manifest.File}:{manifest.Line}: an inventory holds endpoints and rules only, no {manifest.Kind}.";
            }
            else if (manifest.Namespace is { } other && other != ns)
            {
                yield return $"{manifest.File}:{manifest.LineOf("metadata.namespace")}: an inventory holds objects of one namespace, here '{ns}', not of '{other}'.";
            }
            else if (manifest.Content["metadata"] is JsonObject metadata)
            {
                var labels = metadata["labels"] as JsonObject ?? [];
                labels[TransshipApi.InventoryLabel] = name;
                metadata["labels"] = labels;
            }
        }
    }

    /// <summary>Removes what is of this inventory and not among the manifests, and waits until it is gone: a rule ends its runs first.</summary>
    /// <param name="kept">The manifests.</param>
    /// <param name="deadline">When waiting ends.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>What is gone, as <c>Kind name</c>.</returns>
    /// <exception cref="ReasonedException">Something was not gone in time.</exception>
    public async IAsyncEnumerable<string> PruneAsync(IReadOnlyList<Manifest> kept, DateTimeOffset deadline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Rules before the endpoints that they use.
        await foreach (var rule in PruneAsync<ReplicationRule>(kept, deadline, cancellationToken))
        {
            yield return rule;
        }

        await foreach (var endpoint in PruneAsync<Endpoint>(kept, deadline, cancellationToken))
        {
            yield return endpoint;
        }
    }

    private async IAsyncEnumerable<string> PruneAsync<TEntity>(IReadOnlyList<Manifest> kept, DateTimeOffset deadline, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        var kind = EntityDefinition.Of<TEntity>().Kind;
        var names = kept.Where(manifest => manifest.Kind == kind).Select(manifest => manifest.Name).ToHashSet(StringComparer.Ordinal);
        var query = new ListQuery { Namespace = ns, LabelSelector = $"{TransshipApi.InventoryLabel}={name}" };
        var stale = (await client.ListAsync<TEntity>(query, cancellationToken)).Items.Where(entity => !names.Contains(entity.Metadata.Name!)).ToList();
        foreach (var entity in stale)
        {
            await client.DeleteAsync<TEntity>(entity.Metadata.Name!, ns, new DeleteOptions { Propagation = DeletePropagation.Background }, cancellationToken);
        }

        foreach (var entity in stale)
        {
            while (await client.GetAsync<TEntity>(entity.Metadata.Name!, ns, cancellationToken) is { } left && left.Metadata.Uid == entity.Metadata.Uid)
            {
                if (time.GetUtcNow() >= deadline)
                {
                    throw new ReasonedException(
                        ConditionReasons.DeadlineExceeded, $"{kind} '{entity.Metadata.Name}' is still being deleted: the operator ends its runs first. Does it work? kubectl transship doctor tells.");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }

            yield return $"{kind} {entity.Metadata.Name}";
        }
    }
}
