using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Points at an object (core/v1 ObjectReference).</summary>
public sealed record V1ObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Version of the object that is meant.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The reference to an object.</summary>
    /// <param name="entity">The object.</param>
    public static V1ObjectReference To(IKubernetesObject entity) => new()
    {
        ApiVersion = entity.ApiVersion,
        Kind = entity.Kind,
        Namespace = entity.Metadata.Namespace,
        Name = entity.Metadata.Name,
        Uid = entity.Metadata.Uid,
        ResourceVersion = entity.Metadata.ResourceVersion,
    };
}
