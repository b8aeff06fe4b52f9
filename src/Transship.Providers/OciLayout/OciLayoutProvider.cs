using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Layouts;

namespace Transship.Providers.OciLayout;

/// <summary>A directory of OCI image layouts, named by a file URL: for transfer across an air gap.</summary>
public sealed class OciLayoutProvider : IRegistryProvider
{
    /// <summary>The type that an endpoint names.</summary>
    public const string TypeName = "oci-layout";

    /// <inheritdoc />
    public string Type => TypeName;

    /// <inheritdoc />
    public IRegistryClient CreateClient(RegistryEndpoint endpoint, RegistryClientOptions options) => new LayoutClient(endpoint, options);

    /// <inheritdoc />
    public async Task<ProbeResult> ProbeAsync(IRegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            var ping = await client.PingAsync(cancellationToken);
            return new ProbeResult
            {
                Product = "oci-layout",
                Version = "1.0.0",
                Latency = ping.Latency,
                Capabilities = new RegistryCapabilities { Catalog = true, Delete = true, TagDelete = true, Referrers = true, Mount = true },
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
}
