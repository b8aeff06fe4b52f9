using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.DockerRegistry;

/// <summary>A registry of which nothing is known but the distribution protocol. Whether it deletes, and whether it has a catalog, is its configuration.</summary>
internal sealed class DockerRegistryRegistry(IRegistryClient client) : ProductRegistry(client, "docker-registry"), IRepositoryListing, IArtifactDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Events = true };

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) => Client.ListRepositoriesAsync(cancellationToken);

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        Client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);

    protected override async Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken) =>
        await HasCatalogAsync(cancellationToken) ? found : found with { Capabilities = found.Capabilities with { Catalog = false } };

    private async Task<bool> HasCatalogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var repositories = Client.ListRepositoriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await repositories.MoveNextAsync();
            return true;
        }
        catch (RegistryException e) when (!e.IsRetryable)
        {
            return false;
        }
    }
}
