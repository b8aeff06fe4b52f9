using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Entities;
using Transship.Providers;
using Transship.Registry.Clients;
using Transship.Runtime.Caching;
using Transship.Runtime.Events;

namespace Transship.Operator.Endpoints;

/// <summary>The clients of all endpoints: connections, tokens and limits are shared by every rule of the process.</summary>
/// <param name="endpoints">The endpoints.</param>
/// <param name="resolver">Makes a declaration of an endpoint and its secrets.</param>
/// <param name="providers">The products that are known.</param>
/// <param name="options">What every client needs.</param>
/// <param name="events">Where warnings of registries are told; null in a process that may not write events.</param>
internal sealed class EndpointConnections(
    IEntityCache<Endpoint> endpoints, EndpointResolver resolver, ProviderCatalog providers, RegistryClientOptions options, IEventRecorder? events = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NamespacedName, SharedConnection> _connections = [];

    /// <summary>Connects to an endpoint by name. A change of its specification or secrets gives a new client; its users keep the old one.</summary>
    /// <exception cref="ReasonedException">There is no such endpoint, or it cannot be used.</exception>
    public Task<EndpointConnection> OpenAsync(NamespacedName key, CancellationToken cancellationToken) =>
        endpoints.Get(key) is { } endpoint
            ? OpenAsync(endpoint, cancellationToken)
            : throw new ReasonedException(
                ConditionReasons.EndpointNotFound, $"Endpoint '{key.Name}' does not exist in namespace '{key.Namespace}'. Create it, or correct the name.");

    /// <summary>Connects to an endpoint.</summary>
    /// <exception cref="ReasonedException">It cannot be used.</exception>
    public async Task<EndpointConnection> OpenAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (!providers.TryFind(endpoint.Spec.Type, out var provider))
        {
            throw new ReasonedException(
                ConditionReasons.InvalidSpec, $"spec.type '{endpoint.Spec.Type}' is not known. Known are: {string.Join(", ", providers.Types)}.");
        }

        var resolved = await resolver.ResolveAsync(endpoint, provider, cancellationToken);
        return Share(endpoint, resolved, provider);
    }

    /// <summary>Forgets an endpoint that is gone.</summary>
    public void Close(NamespacedName key)
    {
        lock (_lock)
        {
            if (_connections.Remove(key, out var connection))
            {
                connection.Retire();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var connection in _connections.Values)
            {
                connection.Retire();
            }

            _connections.Clear();
        }
    }

    private EndpointConnection Share(Endpoint endpoint, RegistryDeclaration resolved, IRegistryProvider provider)
    {
        var key = NamespacedName.Of(endpoint);
        lock (_lock)
        {
            if (_connections.TryGetValue(key, out var known))
            {
                if (known.Declaration == resolved && known.Provider == provider && known.Use() is { } shared)
                {
                    return shared;
                }

                known.Retire();
            }

            var connection = new SharedConnection(resolved, provider, provider.Open(resolved, options with { Warned = text => Tell(endpoint, text) }));
            _connections[key] = connection;
            return connection.Use()!;
        }
    }

    private void Tell(Endpoint endpoint, string warning) => // quirk 34
        events?.Publish(endpoint, EventType.Warning, "RegistryWarning", "Connect", $"The registry warns: {warning}");
}
