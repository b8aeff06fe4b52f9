using Transship.Providers;

namespace Transship.Operator.Endpoints;

/// <summary>One registry and its users. It is closed when it is retired and its last user left.</summary>
internal sealed class SharedConnection(RegistryDeclaration declaration, IRegistryProvider provider, IRegistry registry)
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _retired;

    /// <summary>What the user declared when it was opened.</summary>
    public RegistryDeclaration Declaration { get; } = declaration;

    /// <summary>What opened it.</summary>
    public IRegistryProvider Provider { get; } = provider;

    /// <summary>The registry.</summary>
    public IRegistry Registry { get; } = registry;

    /// <summary>What is known of the manifests there.</summary>
    public ManifestContents Contents { get; } = new();

    /// <summary>One more user; null when it is closed, or about to be.</summary>
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
            Registry.Dispose();
        }
    }
}
