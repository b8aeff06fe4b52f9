using Transship.Providers;
using Transship.Registry.Clients;

namespace Transship.Operator.Endpoints;

/// <summary>The use of an endpoint's shared client; disposing it ends the use, not the client.</summary>
internal sealed class EndpointConnection(SharedConnection shared) : IDisposable
{
    private SharedConnection? _shared = shared;

    /// <summary>The registry as the product that it is, which all users of the endpoint share. Its interfaces tell what the product has.</summary>
    public IRegistry Registry => Shared.Registry;

    /// <summary>The distribution protocol of the registry.</summary>
    public IRegistryClient Client => Registry.Client;

    /// <summary>What is known of the manifests there.</summary>
    public ManifestContents Contents => Shared.Contents;

    private SharedConnection Shared => _shared ?? throw new ObjectDisposedException(nameof(EndpointConnection));

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _shared, null)?.Release();
}
