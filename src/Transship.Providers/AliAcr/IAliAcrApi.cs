using Transship.Registry.Auth;

namespace Transship.Providers.AliAcr;

/// <summary>What the APIs of both editions have in common.</summary>
internal interface IAliAcrApi : IDisposable
{
    /// <summary>A user and password for the registry, for an hour.</summary>
    Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken);

    /// <summary>The names of the namespaces.</summary>
    IAsyncEnumerable<string> ListNamespacesAsync(CancellationToken cancellationToken);

    /// <summary>The names of the repositories of a namespace, without it.</summary>
    IAsyncEnumerable<string> ListRepositoriesAsync(string ns, CancellationToken cancellationToken);

    /// <summary>The tags of a repository with their digests; none when it does not exist.</summary>
    IAsyncEnumerable<ListedArtifact> ListTagsAsync(string ns, string name, CancellationToken cancellationToken);

    /// <summary>Makes a namespace that makes repositories on push.</summary>
    /// <exception cref="Transship.Registry.Errors.RegistryException">ProtocolError, also when it is there.</exception>
    Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken);

    /// <summary>Removes a tag, if it is there.</summary>
    Task DeleteTagAsync(string ns, string name, string tag, CancellationToken cancellationToken);
}
