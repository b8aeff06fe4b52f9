namespace Transship.Providers;

/// <summary>A registry in which a tag can be removed, and the manifest stays for its other tags.</summary>
public interface ITagDeletion
{
    /// <summary>Removes a tag. What is not there counts as removed.</summary>
    /// <param name="repository">The repository, in full.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken);
}
