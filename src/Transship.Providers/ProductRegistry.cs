using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Providers;

/// <summary>What all registries have in common: a client, and a probe that asks for <c>/v2/</c> and reads the capabilities from the interfaces.</summary>
/// <param name="client">The client, which is closed with this.</param>
/// <param name="type">The product, as the status names it where the server does not say.</param>
internal abstract class ProductRegistry(IRegistryClient client, string type) : IRegistry
{
    /// <inheritdoc />
    public IRegistryClient Client { get; } = client;

    /// <summary>What the product's protocol can do beside the interfaces of this class.</summary>
    protected abstract RegistryCapabilities Protocol { get; }

    /// <inheritdoc />
    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ping = await PingAsync(cancellationToken);
            return await ExamineAsync(new ProbeResult { Product = type, Version = ping.ApiVersion, Latency = ping.Latency, Capabilities = RegistryCapabilities.Of(this, Protocol) }, cancellationToken);
        }
        catch (RegistryException e)
        {
            return new ProbeResult { Failure = e };
        }
    }

    /// <inheritdoc />
    public virtual void Dispose() => Client.Dispose();

    /// <summary>Asks whether there is a registry that accepts our credentials.</summary>
    /// <exception cref="RegistryException">There is none, or it does not.</exception>
    protected virtual Task<PingResult> PingAsync(CancellationToken cancellationToken) => Client.PingAsync(cancellationToken);

    /// <summary>A ping for products whose token server gives nobody a token for nothing: without credentials, its refusal says that the registry is there.</summary>
    /// <exception cref="RegistryException">There is none, or it does not accept the credentials.</exception>
    protected async Task<PingResult> PingPubliclyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Client.PingAsync(cancellationToken);
        }
        catch (RegistryException e) when (Client.Endpoint.Credentials is null && e.Kind is (RegistryErrorKind.AuthenticationFailed or RegistryErrorKind.PermissionDenied))
        {
            return new PingResult(null, null, TimeSpan.Zero);
        }
    }

    /// <summary>The tags of a repository, for listings of products that do not know the digests of these.</summary>
    protected IAsyncEnumerable<ListedArtifact> ListTagsAloneAsync(string repository, CancellationToken cancellationToken) =>
        Client.ListTagsAsync(repository, cancellationToken).Select(tag => new ListedArtifact(null) { Tags = [tag] });

    /// <summary>Asks more than the ping did, such as whether the product's API takes the credentials too.</summary>
    /// <exception cref="RegistryException">What is wrong.</exception>
    protected virtual Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken) => Task.FromResult(found);
}
