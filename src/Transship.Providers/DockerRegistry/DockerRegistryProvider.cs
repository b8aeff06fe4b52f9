using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Providers.DockerRegistry;

/// <summary>Any registry that speaks the distribution protocol and nothing else: CNCF distribution, zot, and whatever has no provider of its own.</summary>
public sealed class DockerRegistryProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "docker-registry";

    /// <inheritdoc />
    public async Task<ProbeResult> ProbeAsync(IRegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            var ping = await client.PingAsync(cancellationToken);
            return new ProbeResult
            {
                Product = ping.Server,
                Version = ping.ApiVersion,
                Latency = ping.Latency,
                Capabilities = new RegistryCapabilities { Catalog = await HasCatalogAsync(client, cancellationToken), Delete = true, Mount = true, Chunked = true },
            };
        }
        catch (RegistryException e)
        {
            return new ProbeResult { Failure = e };
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListRepositoriesAsync(IRegistryClient client, CancellationToken cancellationToken) => client.ListRepositoriesAsync(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListTagsAsync(IRegistryClient client, string repository, CancellationToken cancellationToken) => client.ListTagsAsync(repository, cancellationToken);

    private static async Task<bool> HasCatalogAsync(IRegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            await using var repositories = client.ListRepositoriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await repositories.MoveNextAsync();
            return true;
        }
        catch (RegistryException e) when (!e.IsRetryable)
        {
            return false;
        }
    }
}
