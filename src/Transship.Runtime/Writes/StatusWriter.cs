using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;
using Transship.Runtime.Caching;

namespace Transship.Runtime.Writes;

/// <summary>Writes the whole status of an entity by server-side apply, and only when it says something new (W2, W4, W5).</summary>
public sealed class StatusWriter
{
    private readonly IKubernetesClient _client;
    private readonly string _fieldManager;
    private readonly RecentWrites _recent;

    /// <summary>Creates the writer of one role (W6).</summary>
    /// <param name="client">The API server.</param>
    /// <param name="fieldManager">The owner of the status; the same in all versions of the program.</param>
    /// <param name="time">The clock.</param>
    public StatusWriter(IKubernetesClient client, string fieldManager, TimeProvider time)
    {
        _client = client;
        _fieldManager = fieldManager;
        _recent = new RecentWrites(time);
    }

    /// <summary>Makes the status of an entity what <paramref name="desired"/> says. A field left out is a field removed (W5).</summary>
    /// <typeparam name="TEntity">The kind.</typeparam>
    /// <param name="observed">The entity as the reconcile got it; may be stale.</param>
    /// <param name="desired">The same entity with the status that it should have.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The entity as stored; <paramref name="desired"/> itself when there was nothing to write or the entity is gone.</returns>
    /// <exception cref="KubernetesException">Refused.</exception>
    public async Task<TEntity> ApplyAsync<TEntity>(TEntity observed, TEntity desired, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        var status = StatusOf(desired);
        if (JsonNode.DeepEquals(status, StatusOf(observed)) && !_recent.Outdates(observed, status))
        {
            return desired;
        }

        try
        {
            var patch = Patch.ApplyStatus(desired, _fieldManager);
            var stored = Slimming.Slim(await _client.PatchAsync<TEntity>(desired.Metadata.Name!, desired.Metadata.Namespace, patch, cancellationToken));
            _recent.Remember(stored, status);
            return stored;
        }
        catch (KubernetesException error) when (error.IsNotFound)
        {
            return desired;
        }
    }

    private static JsonNode? StatusOf<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject => JsonSerializer.SerializeToNode(entity, KubernetesJson.Options)!["status"];
}
