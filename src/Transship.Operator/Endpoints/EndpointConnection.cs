using Transship.Providers;
using Transship.Registry.Clients;

namespace Transship.Operator.Endpoints;

/// <summary>The use of an endpoint's shared client; disposing it ends the use, not the client.</summary>
internal sealed class EndpointConnection(SharedConnection shared) : IDisposable
{
    private SharedConnection? _shared = shared;

    /// <summary>The client that all users of the endpoint share.</summary>
    public IRegistryClient Client => (_shared ?? throw new ObjectDisposedException(nameof(EndpointConnection))).Client;

    /// <summary>What knows the registry product.</summary>
    public IRegistryProvider Provider => (_shared ?? throw new ObjectDisposedException(nameof(EndpointConnection))).Provider;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _shared, null)?.Release();
}
