namespace Transship.Kubernetes.Models;

/// <summary>Metadata of a list (meta/v1 ListMeta).</summary>
public sealed record V1ListMeta
{
    /// <summary>The version of the collection that the list shows; a watch goes on from it.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Token of the next page; absent or empty on the last one.</summary>
    public string? Continue { get; init; }

    /// <summary>How many objects are left beyond this page, where the server can tell.</summary>
    public long? RemainingItemCount { get; init; }
}
