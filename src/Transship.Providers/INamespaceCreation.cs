namespace Transship.Providers;

/// <summary>A registry in which something must exist before a repository can be pushed to: a project, a namespace, or the repository itself.</summary>
public interface INamespaceCreation
{
    /// <summary>Makes what a push into a repository needs and what is not there yet. What is there is left as it is.</summary>
    /// <param name="repository">The repository, in full.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken);
}
