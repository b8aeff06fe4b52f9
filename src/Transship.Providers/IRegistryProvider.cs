using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers;

/// <summary>What one registry product does in its own way. Stateless: one instance per process.</summary>
public interface IRegistryProvider
{
    /// <summary>The type that an endpoint names, such as <c>docker-registry</c>.</summary>
    string Type { get; }

    /// <summary>Makes the client through which this process talks to the endpoint; one for all uses of it.</summary>
    IRegistryClient CreateClient(RegistryEndpoint endpoint, RegistryClientOptions options) => new RegistryClient(endpoint, options);

    /// <summary>Asks the registry who it is and what it can do. Fails never: what is wrong stands in the result.</summary>
    Task<ProbeResult> ProbeAsync(IRegistryClient client, CancellationToken cancellationToken);

    /// <summary>The repositories of the registry, as far as it can list them.</summary>
    IAsyncEnumerable<string> ListRepositoriesAsync(IRegistryClient client, CancellationToken cancellationToken);

    /// <summary>The tags of a repository.</summary>
    IAsyncEnumerable<string> ListTagsAsync(IRegistryClient client, string repository, CancellationToken cancellationToken);
}
