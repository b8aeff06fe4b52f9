using Transship.Registry.Errors;

namespace Transship.Providers;

/// <summary>The names of products that have repositories in namespaces, projects or organizations: the first part, and the rest.</summary>
internal static class RepositoryParts
{
    /// <summary>The namespace that all names with a prefix are in; null where they may be in several.</summary>
    /// <param name="prefix">What the names start with.</param>
    public static string? NamespaceOf(string prefix) => prefix.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? prefix[..slash] : null;

    /// <summary>Takes a name apart.</summary>
    /// <param name="repository">The repository, in full.</param>
    /// <param name="product">The product, in words.</param>
    /// <param name="container">What the product calls the first part.</param>
    /// <param name="content">What the product calls the rest.</param>
    /// <exception cref="RegistryException">The name has one part only.</exception>
    public static (string Namespace, string Name) Split(string repository, string product, string container = "namespace", string content = "repositories")
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? (repository[..slash], repository[(slash + 1)..])
            : throw new RegistryException(RegistryErrorKind.InvalidReference, $"{product} has {content} in {container}s only: write '{repository}' as {container}/{repository}.");
    }
}
