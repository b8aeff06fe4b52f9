using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.AliAcr;

/// <summary>The API of Alibaba Cloud beside the registry: namespaces, repositories, and tags with digests in pages of 100.</summary>
internal sealed class AliAcrRegistry(IRegistryClient client, IAliAcrApi api)
    : ProductRegistry(client, "ali-acr"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Events = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var namespaces = RepositoryParts.NamespaceOf(prefix) is { } named ? new[] { named }.ToAsyncEnumerable() : api.ListNamespacesAsync(cancellationToken);
        await foreach (var ns in namespaces.WithCancellation(cancellationToken))
        {
            await foreach (var name in api.ListRepositoriesAsync(ns, cancellationToken))
            {
                yield return $"{ns}/{name}";
            }
        }
    }

    public IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        return api.ListTagsAsync(ns, name, cancellationToken);
    }

    public Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var ns = Split(repository).Namespace;
        return MissingItems.EnsureAsync(() => api.ListNamespacesAsync(cancellationToken).ContainsAsync(ns, StringComparer.Ordinal, cancellationToken), () => api.CreateNamespaceAsync(ns, cancellationToken));
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        Client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        return api.DeleteTagAsync(ns, name, tag, cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    private static (string Namespace, string Name) Split(string repository) => RepositoryParts.Split(repository, "Alibaba Cloud");
}
