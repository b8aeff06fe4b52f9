using System.Text.Json;

namespace Transship.Kubernetes.Models;

/// <summary>Metadata of an object (meta/v1 ObjectMeta).</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Unique within kind and namespace.</summary>
    public string? Name { get; init; }

    /// <summary>A prefix from which the server makes a name.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace; absent for a cluster-scoped object.</summary>
    public string? Namespace { get; init; }

    /// <summary>Set by the server, unique over time.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version of the object, for optimistic concurrency and watches.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Rises with each change of the specification.</summary>
    public long? Generation { get; init; }

    /// <summary>When the server stored the object.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; finalizers may still hold the object.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds of grace that the deletion was given.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Identifying keys and values that selectors match.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Other keys and values.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What must be cleaned up before the object goes.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>The objects that this one depends on; it goes when they are all gone.</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Which field manager owns which fields; kept as it came.</summary>
    public JsonElement? ManagedFields { get; init; }
}
