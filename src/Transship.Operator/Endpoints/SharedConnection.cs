using Transship.Providers;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Operator.Endpoints;

/// <summary>One client and its users. The client is closed when it is retired and its last user left.</summary>
internal sealed class SharedConnection(RegistryEndpoint endpoint, IRegistryClient client, IRegistryProvider provider)
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _retired;

    /// <summary>What the client connects to.</summary>
    public RegistryEndpoint Endpoint { get; } = endpoint;

    /// <summary>The client.</summary>
    public IRegistryClient Client { get; } = client;

    /// <summary>What knows the registry product.</summary>
    public IRegistryProvider Provider { get; } = provider;

    /// <summary>One more user; null when the client is closed, or about to be.</summary>
    public EndpointConnection? Use()
    {
        lock (_lock)
        {
            if (_retired)
            {
                return null;
            }

            _users++;
            return new EndpointConnection(this);
        }
    }

    /// <summary>One user less.</summary>
    public void Release() => Close(() => --_users == 0 && _retired);

    /// <summary>No new users.</summary>
    public void Retire() => Close(() =>
    {
        var first = !_retired;
        _retired = true;
        return first && _users == 0;
    });

    private void Close(Func<bool> isLast)
    {
        bool last;
        lock (_lock)
        {
            last = isLast();
        }

        if (last)
        {
            Client.Dispose();
        }
    }
}
