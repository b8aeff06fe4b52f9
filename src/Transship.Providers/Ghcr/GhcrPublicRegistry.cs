using Transship.Registry.Clients;

namespace Transship.Providers.Ghcr;

/// <summary>What is public at ghcr.io: pulls of repositories that are named in full. GitHub's API wants a token even for what is public.</summary>
internal sealed class GhcrPublicRegistry(IRegistryClient client) : ProductRegistry(client, "ghcr")
{
    protected override RegistryCapabilities Protocol => new() { Push = false };
}
