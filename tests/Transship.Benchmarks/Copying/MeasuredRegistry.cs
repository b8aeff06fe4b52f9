using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Testing.Proxies;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Copying;

/// <summary>A registry whose content is in memory, near or far, that counts what it is asked.</summary>
internal sealed class MeasuredRegistry : IAsyncDisposable
{
    private const string Memory = "/dev/shm";

    private readonly DistributionRegistry _registry;
    private readonly DelayProxy? _proxy;
    private readonly string _log;
    private long _counted;

    private MeasuredRegistry(DistributionRegistry registry, string log, TimeSpan roundTrip)
    {
        (_registry, _log) = (registry, log);
        _proxy = roundTrip > TimeSpan.Zero ? DelayProxy.Start(registry.Address, roundTrip) : null;
        Client = new RegistryClient(new RegistryEndpoint(registry.Url));
    }

    /// <summary>Where programs find it.</summary>
    public string Address => _proxy?.Address ?? _registry.Address;

    /// <summary>A client of our own that is always near.</summary>
    public RegistryClient Client { get; }

    /// <summary>Starts an empty one.</summary>
    public static async Task<MeasuredRegistry> StartAsync(string folder, TimeSpan roundTrip)
    {
        var log = Path.Combine(folder, Path.GetRandomFileName());
        return new MeasuredRegistry(await DistributionRegistry.StartAsync(new DistributionRegistryOptions { TemporaryFolder = Memory, Log = log }), log, roundTrip);
    }

    /// <summary>Counts from here on.</summary>
    public void BeginCount() => _counted = new FileInfo(_log).Length;

    /// <summary>The requests since <see cref="BeginCount"/>.</summary>
    public Task<RequestCount> CountAsync() => RequestCount.ReadAsync(_log, _counted);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        await _registry.DisposeAsync();
        File.Delete(_log);
    }
}
