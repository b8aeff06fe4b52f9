using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Client;

/// <summary>What becomes of the dependents of a deleted object.</summary>
public enum DeletePropagation
{
    /// <summary>The garbage collector deletes them afterwards.</summary>
    Background,

    /// <summary>They go first, the object waits for them.</summary>
    Foreground,

    /// <summary>They stay.</summary>
    Orphan,
}

/// <summary>How, and under which conditions, to delete (W9).</summary>
public sealed record DeleteOptions
{
    /// <summary>The object is deleted only when it has this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>The object is deleted only when it has this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of the dependents.</summary>
    public DeletePropagation? Propagation { get; init; }

    /// <summary>The body of a delete request (meta/v1 DeleteOptions).</summary>
    internal ReadOnlyMemory<byte> ToBody()
    {
        var body = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "v1" };
        if (Uid is not null || ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            Set(preconditions, "uid", Uid);
            Set(preconditions, "resourceVersion", ResourceVersion);
            body["preconditions"] = preconditions;
        }

        Set(body, "propagationPolicy", Propagation?.ToString());
        return JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.TypeInfo<JsonNode>());
    }

    private static void Set(JsonObject parent, string field, string? value)
    {
        if (value is not null)
        {
            parent[field] = value;
        }
    }
}
