using Transship.Registry.Clients;

namespace Transship.Providers.DockerRegistry;

/// <summary>Any registry that speaks the distribution protocol and nothing else: CNCF distribution, zot, and whatever has no provider of its own.</summary>
public sealed class DockerRegistryProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "docker-registry";

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options) => new DockerRegistryRegistry(new RegistryClient(declaration.ToEndpoint(), options));
}
