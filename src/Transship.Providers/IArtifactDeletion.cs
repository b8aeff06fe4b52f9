using Transship.Registry.Content;

namespace Transship.Providers;

/// <summary>A registry in which a manifest can be deleted.</summary>
public interface IArtifactDeletion
{
    /// <summary>Deletes a manifest with all its tags. What is not there counts as deleted.</summary>
    /// <param name="repository">The repository, in full.</param>
    /// <param name="digest">The manifest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken);
}
