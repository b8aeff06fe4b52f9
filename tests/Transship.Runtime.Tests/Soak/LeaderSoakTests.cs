using System.Net.NetworkInformation;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Runtime.Generation;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Soak;

/// <summary>Whole operators that follow each other over real sockets: runs alone, for it counts what the whole process has open.</summary>
[Collection(ConnectionSoakTests.Name)]
public sealed class LeaderSoakTests
{
    private const int Changes = 200;
    private const int WarmUp = 20;

    /// <summary>What the test runner may open meanwhile; a leak would be several handles for each change.</summary>
    private const int OthersHandles = 10;

    /// <summary>What the server keeps of a change: versions of the lease, for watches that resume.</summary>
    private const long MostBytesForEach = 64 << 10;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly WatchCount _watches = new();

    [Fact]
    public async Task L7_TwoHundredLeaderChangesOverSockets_LeaveNothingOpen()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Definitions = [CrdGenerator.Generate(typeof(Widget))] });
        using var client = new KubernetesClient(new KubernetesClientConfig { Server = server.BaseAddress, QueriesPerSecond = 0 });
        await client.CreateAsync(Widget.Named("a"), default);
        var idle = Measure(server);
        var leader = await Replica.StartAsync(server.BaseAddress, _time, _watches);
        await leader.WorksAsync().WaitAsync(Patience.Limit);
        var before = idle;
        for (var change = 1; change <= Changes; change++)
        {
            var next = await Replica.StartAsync(server.BaseAddress, _time, _watches);
            await Patience.UntilAsync(() => _time.Pending.Count(left => left == Retry) == 2);
            await leader.DisposeAsync();
            _time.Advance(Retry);
            await next.WorksAsync().WaitAsync(Patience.Limit);
            leader = next;
            before = change == WarmUp ? Measure(server) : before;
        }

        await Patience.UntilAsync(() => _watches.Open == 1);
        await Patience.UntilAsync(() => Measure(server) is var now && now.Connections <= before.Connections && now.Handles <= before.Handles + OthersHandles);
        var after = Measure(server);
        Assert.InRange(after.Bytes - before.Bytes, long.MinValue, (Changes - WarmUp) * MostBytesForEach);
        var lease = await client.GetAsync<V1Lease>("tester", "default", default);
        Assert.Equal(Changes, lease!.Spec.LeaseTransitions);

        await leader.DisposeAsync();
        Assert.Equal(0, _watches.Open);
        Assert.Empty(_time.Pending);
        await Patience.UntilAsync(() => Measure(server).Connections <= idle.Connections);
    }

    private static (int Connections, int Handles, long Bytes) Measure(EmbeddedApiServer server) => (
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
            .Count(connection => connection.RemoteEndPoint.Port == server.BaseAddress.Port && connection.State == TcpState.Established),
        Directory.GetFileSystemEntries("/proc/self/fd").Length,
        GC.GetTotalMemory(forceFullCollection: true));
}
