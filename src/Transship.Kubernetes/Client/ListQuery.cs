using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Client;

/// <summary>Which objects of a collection to list, and how consistent.</summary>
public sealed record ListQuery
{
    /// <summary>The namespace; null lists all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector, as in <c>app=web,tier!=db</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector, as in <c>metadata.name=web</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; null for all at once.</summary>
    public int? Limit { get; init; }

    /// <summary>Token of the page to get.</summary>
    public string? Continue { get; init; }

    /// <summary>Null or empty: the newest state; "0": any cached state; a version: at least as new (R1).</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>NotOlderThan</c> or <c>Exact</c>.</summary>
    public string? ResourceVersionMatch { get; init; }
}

/// <summary>One page of a collection.</summary>
/// <typeparam name="T">The entity type.</typeparam>
public sealed record EntityList<T>
    where T : class, IKubernetesObject
{
    /// <summary>Version and token of the next page.</summary>
    public V1ListMeta Metadata { get; init; } = new();

    /// <summary>The objects.</summary>
    public IReadOnlyList<T> Items { get; init; } = [];

    /// <summary>Objects of the page that exist, but that <typeparamref name="T"/> cannot hold (R13).</summary>
    public IReadOnlyList<UndecodableObject> Undecodable { get; init; } = [];
}
