using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>A reference from a dependent to its owner (meta/v1 OwnerReference).</summary>
public sealed record V1OwnerReference
{
    /// <summary>Group and version of the owner.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind of the owner.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the owner, in the dependent's namespace or cluster-scoped.</summary>
    public required string Name { get; init; }

    /// <summary>Uid of the owner: a new object of the same name is another owner.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether this owner is the one that manages the dependent; at most one is.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the dependent keeps its owner from being deleted in the foreground.</summary>
    public bool? BlockOwnerDeletion { get; init; }

    /// <summary>The reference that makes <paramref name="owner"/> the managing controller of a dependent (F6).</summary>
    /// <param name="owner">A stored object: it has a name and a uid.</param>
    /// <exception cref="ArgumentException">The owner was never stored.</exception>
    public static V1OwnerReference ControllerOf(IKubernetesObject owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name ?? throw new ArgumentException("An owner needs a name.", nameof(owner)),
        Uid = owner.Metadata.Uid ?? throw new ArgumentException("An owner needs a uid: store it first.", nameof(owner)),
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
