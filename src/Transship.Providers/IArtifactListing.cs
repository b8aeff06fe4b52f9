namespace Transship.Providers;

/// <summary>A registry that lists what a repository holds with digests, many artifacts in one request: it replaces a HEAD for each tag.</summary>
public interface IArtifactListing
{
    /// <summary>Lists the artifacts of a repository, page by page, in the product's order; none when the repository does not exist.</summary>
    /// <param name="repository">The repository, in full.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, CancellationToken cancellationToken);
}
