using System.Net;
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

        _recent.KeepTransitions(observed, status);
        try
        {
            var stored = Slimming.Slim(await WriteAsync(desired, status, cancellationToken));
            _recent.Remember(stored, status);
            return stored;
        }
        catch (KubernetesException error) when (error.IsNotFound)
        {
            return desired;
        }
    }

    /// <summary>
    /// Where a default in the schema made whoever created the object an owner of its status, Kubernetes 1.20 keeps parts of what an apply leaves out: of a
    /// condition its key alone, which it then refuses. What replaces the status as a whole leaves nothing behind.
    /// </summary>
    private async Task<TEntity> WriteAsync<TEntity>(TEntity desired, JsonNode? status, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        try
        {
            var stored = await SendAsync(desired, Patch.ApplyStatus(desired, status, _fieldManager), cancellationToken);
            return HasLeftovers(StatusOf(stored), status) ? await ReplaceAsync(desired, status, cancellationToken) : stored;
        }
        catch (KubernetesException error) when (error.Code == HttpStatusCode.UnprocessableEntity)
        {
            return await ReplaceAsync(desired, status, cancellationToken);
        }
    }

    private Task<TEntity> ReplaceAsync<TEntity>(TEntity desired, JsonNode? status, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        var whole = new JsonObject { ["op"] = "add", ["path"] = "/status", ["value"] = status?.DeepClone() ?? new JsonObject() };
        return SendAsync(desired, Patch.Json(new JsonArray(whole)) with { Subresource = "status", FieldManager = _fieldManager }, cancellationToken);
    }

    private Task<TEntity> SendAsync<TEntity>(TEntity desired, Patch patch, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject =>
        _client.PatchAsync<TEntity>(desired.Metadata.Name!, desired.Metadata.Namespace, patch, cancellationToken);

    /// <summary>Whether a member, or an item of a list, is stored that was left out; what the schema adds by itself is observedGeneration.</summary>
    private static bool HasLeftovers(JsonNode? stored, JsonNode? desired) => stored is JsonObject found && found.Any(member =>
        member.Key != "observedGeneration" && ((desired as JsonObject)?[member.Key] is not { } wanted || (member.Value is JsonArray items && wanted is JsonArray list && items.Count > list.Count)));

    private static JsonNode? StatusOf<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject => JsonSerializer.SerializeToNode(entity, KubernetesJson.TypeInfo<TEntity>())!["status"];
}
