using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>What a plan must know of a registry. Errors are thrown as they are; none of the methods retries for the planner.</summary>
public interface IRegistryView
{
    /// <summary>All repositories of the registry, page by page.</summary>
    /// <param name="prefix">What the names of all that are wanted start with; more may be listed. Empty for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>All tags of a repository, page by page.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken);

    /// <summary>All tags of a repository with their digests, many in one request.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>Null when the registry has no such listing, so that tags are listed and asked for one by one.</returns>
    IAsyncEnumerable<ListedTag>? ListArtifacts(string repository, CancellationToken cancellationToken);

    /// <summary>What filters have to know of an artifact, from its manifest and config; null when it is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="digest">The artifact.</param>
    /// <param name="needs">What is asked for.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    Task<ArtifactFacts?> InspectAsync(string repository, string digest, FactKinds needs, CancellationToken cancellationToken);

    /// <summary>The digest that a tag points at (HEAD of the manifest), or null when repository or tag is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<string?> ResolveDigestAsync(string repository, string reference, CancellationToken cancellationToken);

    /// <summary>The digest of the artifact that another one is attached to (GET of the manifest), or null when it is attached to none, or is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="digest">The digest of what may be attached.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<string?> ResolveSubjectAsync(string repository, string digest, CancellationToken cancellationToken);

    /// <summary>Whether the digests of this registry are those of the content that its artifacts are made from, not of their manifests.</summary>
    bool NamesContent => false;

    /// <summary>Whether a manifest has a layer of this digest (GET of the manifest).</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="digest">The digest of the manifest.</param>
    /// <param name="content">The digest of the layer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<bool> HasContentAsync(string repository, string digest, string content, CancellationToken cancellationToken) => Task.FromResult(false);
}
