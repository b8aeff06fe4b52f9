using Transship.Registry.Clients;

namespace Transship.Providers;

/// <summary>
/// One endpoint, spoken to as the product that it is. One instance serves the whole process. What a product has besides the distribution protocol
/// shows in the interfaces that its class implements: <see cref="IRepositoryListing"/>, <see cref="IArtifactListing"/>, <see cref="INamespaceCreation"/>,
/// <see cref="IArtifactDeletion"/>, <see cref="ITagDeletion"/>. Ask with a type test. All members throw
/// <see cref="Registry.Errors.RegistryException"/> for what the registry or the way to it does wrong.
/// </summary>
public interface IRegistry : IDisposable
{
    /// <summary>The distribution protocol: pulls and pushes, and the tags of a repository. Closed with the registry.</summary>
    IRegistryClient Client { get; }

    /// <summary>Asks the registry who it is, whether it accepts our credentials, and what it can do. Fails never: what is wrong stands in the result.</summary>
    Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken);
}
