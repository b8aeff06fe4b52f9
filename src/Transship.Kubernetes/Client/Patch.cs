using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>A change of an object, in one of the forms that the API server takes.</summary>
public sealed record Patch
{
    private Patch(string mediaType, ReadOnlyMemory<byte> body)
    {
        MediaType = mediaType;
        Body = body;
    }

    /// <summary>The media type, which names the form.</summary>
    public string MediaType { get; }

    /// <summary>The body, JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The subresource, as in <c>status</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Who changes; required for <see cref="Apply"/>.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Whether fields owned by others are taken over (apply only).</summary>
    public bool Force { get; init; }

    /// <summary>JSON merge patch (RFC 7386).</summary>
    /// <param name="body">The members to set; null removes.</param>
    public static Patch Merge(JsonNode body) =>
        new("application/merge-patch+json", JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.TypeInfo<JsonNode>()));

    /// <summary>JSON patch (RFC 6902).</summary>
    /// <param name="operations">The operations, in order; a <c>test</c> that fails refuses all.</param>
    public static Patch Json(JsonArray operations) =>
        new("application/json-patch+json", JsonSerializer.SerializeToUtf8Bytes(operations, KubernetesJson.TypeInfo<JsonNode>()));

    /// <summary>Server-side apply (W5): the full set of fields that <paramref name="fieldManager"/> wants to own, forced.</summary>
    /// <param name="body">apiVersion, kind, metadata.name and the owned fields; no managedFields, no resourceVersion.</param>
    /// <param name="fieldManager">The owner of the fields.</param>
    public static Patch Apply(JsonNode body, string fieldManager) =>
        new("application/apply-patch+yaml", JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.TypeInfo<JsonNode>())) { FieldManager = fieldManager, Force = true };

    /// <summary>Server-side apply of the whole status of an object (W2, W5).</summary>
    /// <param name="entity">The object; only its key and its status are sent.</param>
    /// <param name="fieldManager">The owner of the status.</param>
    public static Patch ApplyStatus<T>(T entity, string fieldManager)
        where T : class, IKubernetesObject =>
        ApplyStatus(entity, JsonSerializer.SerializeToNode(entity, KubernetesJson.TypeInfo<T>())!["status"], fieldManager);

    /// <summary>Server-side apply of a whole status that is JSON already (W2, W5).</summary>
    /// <param name="entity">The object; only its key is sent.</param>
    /// <param name="status">The status; null empties it.</param>
    /// <param name="fieldManager">The owner of the status.</param>
    public static Patch ApplyStatus(IKubernetesObject entity, JsonNode? status, string fieldManager)
    {
        var metadata = new JsonObject { ["name"] = entity.Metadata.Name };
        if (entity.Metadata.Namespace is { } ns)
        {
            metadata["namespace"] = ns;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = entity.ApiVersion,
            ["kind"] = entity.Kind,
            ["metadata"] = metadata,
            ["status"] = status?.DeepClone() ?? new JsonObject(),
        };
        return Apply(body, fieldManager) with { Subresource = "status" };
    }
}
