using Transship.Registry.Clients;

namespace Transship.Providers.AwsEcr;

/// <summary>The public gallery without keys: pulls of repositories that are named in full.</summary>
internal sealed class AwsEcrPublicRegistry(IRegistryClient client) : ProductRegistry(client, "aws-ecr")
{
    protected override RegistryCapabilities Protocol => new() { Push = false };
}
