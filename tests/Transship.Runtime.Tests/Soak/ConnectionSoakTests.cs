using Microsoft.Extensions.Logging.Abstractions;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Testing.Http;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Soak;

/// <summary>Watches over real sockets: runs alone, for it counts what the whole process has open.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConnectionSoakTests
{
    public const string Name = "Connection soak";

    private const string Path = "GET /apis/testing.transship.io/v1/widgets";
    private const int Reconnects = 2_000;
    private const int WarmUp = 200;

    /// <summary>What the test runner may open meanwhile; a leak would be a handle for each reconnect.</summary>
    private const int OthersHandles = 10;

    /// <summary>The server in this process keeps what it was asked, about 2 KiB a request.</summary>
    private const long MostBytesForEach = 8 << 10;

    [Fact]
    public async Task R9_TwoThousandReconnects_OpenNoMoreSocketsAndHandles()
    {
        await using var server = await ScriptedServer.StartAsync();
        var time = new FakeTimeProvider();
        using var metrics = new RuntimeMetrics();
        using var client = new KubernetesClient(new KubernetesClientConfig { Server = server.Address, QueriesPerSecond = 0 }, time);
        await using var informer = new Informer<Widget>(
            client, new OperatorSettings { Jitter = () => 0 }, new CacheOptions<Widget>(), time, NullLoggerFactory.Instance, metrics);
        server.On(Path + "?resourceVersion=0", Answer.Json("""{"metadata":{"resourceVersion":"1"},"items":[]}"""));
        var quiet = Script(server, 2, WarmUp);
        informer.Start();
        await quiet.Opened.WaitAsync(Patience.Limit);
        var before = Measure(time);

        var last = Script(server, WarmUp + 2, Reconnects - WarmUp);
        quiet.Line(Frame(WarmUp + 1)).End();
        await last.Opened.WaitAsync(Patience.Limit);
        var after = Measure(time);

        Assert.InRange(after.Handles, 0, before.Handles + OthersHandles);
        Assert.Equal(before.Timers, after.Timers);
        Assert.InRange(after.Bytes - before.Bytes, long.MinValue, (Reconnects - WarmUp) * MostBytesForEach);
        Assert.Single(server.Requests.Select(request => request.Connection).Distinct(StringComparer.Ordinal));
        Assert.Single(server.Requests, request => !request.Query.ContainsKey("watch"));
        Assert.Single(informer.List());
        Assert.Empty(server.Unexpected);
    }

    /// <summary>So many watches of one change each, then one that stays open.</summary>
    private static StreamedBody Script(ScriptedServer server, int version, int watches)
    {
        for (var i = 0; i < watches; i++)
        {
            server.On(Path + "?watch=true", Answer.Frames(Frame(version + i)));
        }

        var open = new StreamedBody();
        server.On(Path + "?watch=true", Answer.Stream(open));
        return open;
    }

    private static string Frame(int version) =>
        $$"""{"type":"{{(version == 2 ? "ADDED" : "MODIFIED")}}","object":{"apiVersion":"testing.transship.io/v1","kind":"Widget","metadata":{"name":"a","namespace":"default","uid":"u","resourceVersion":"{{version}}"},"spec":{"size":{{version}} } } }""";

    private static (int Handles, int Timers, long Bytes) Measure(FakeTimeProvider time) =>
        (Directory.GetFileSystemEntries("/proc/self/fd").Length, time.Pending.Count, GC.GetTotalMemory(forceFullCollection: true));
}
