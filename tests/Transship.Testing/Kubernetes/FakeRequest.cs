using Transship.Kubernetes.Client;

namespace Transship.Testing.Kubernetes;

/// <summary>A request that a fake server got.</summary>
/// <param name="Verb">get, list, watch, create, update, patch or delete.</param>
/// <param name="Kind">The kind asked for.</param>
/// <param name="Namespace">The namespace; null for all, or for a cluster-scoped object.</param>
/// <param name="Name">The name; null for a collection.</param>
public sealed record FakeRequest(string Verb, string Kind, string? Namespace, string? Name)
{
    /// <summary>The patch, where it is one.</summary>
    public Patch? Patch { get; init; }

    /// <summary>The conditions of a deletion.</summary>
    public DeleteOptions? Delete { get; init; }

    /// <summary>verb, kind, key and subresource in one line.</summary>
    public override string ToString()
    {
        var subresource = Patch?.Subresource is { } sub ? "/" + sub : "";
        return $"{Verb} {Kind}{subresource} {Namespace}/{Name}".TrimEnd('/', ' ');
    }
}
