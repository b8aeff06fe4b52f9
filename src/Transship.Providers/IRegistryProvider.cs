using Transship.Registry.Clients;

namespace Transship.Providers;

/// <summary>One registry product. Stateless: one instance per process. What it opens is the product at one endpoint.</summary>
public interface IRegistryProvider
{
    /// <summary>The type that an endpoint names, such as <c>docker-registry</c>.</summary>
    string Type { get; }

    /// <summary>Whether it logs in as who the cloud says that this process is, where that is wanted.</summary>
    bool HasWorkloadIdentity => false;

    /// <summary>Whether nothing can ever be copied to this product.</summary>
    bool IsSourceOnly => false;

    /// <summary>Whether what it makes for a push can be public.</summary>
    bool CanMakePublic => false;

    /// <summary>The address, where type and region say it; null where the user must give one.</summary>
    /// <param name="declaration">What the user declared; its <see cref="RegistryDeclaration.Url"/> is null.</param>
    /// <exception cref="DeclarationException">What is missing so that they say it.</exception>
    Uri? AddressOf(RegistryDeclaration declaration) => null;

    /// <summary>What the vendor publishes of how much may be asked, for what the user's limits leave open.</summary>
    /// <param name="url">The address of the registry.</param>
    PublishedLimits LimitsAt(Uri url) => new();

    /// <summary>Makes what this process talks to the endpoint with; one for all uses of it. Nothing is sent yet.</summary>
    /// <param name="declaration">What the user declared, with the address.</param>
    /// <param name="options">The surroundings.</param>
    /// <exception cref="DeclarationException">The address or the credentials are not of the product's form.</exception>
    IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options);
}
