using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

/// <summary>A reflector against a server that changes and fails at random: in the end the store is what the server has.</summary>
public sealed class ReflectorModelTests
{
    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var seeds = new TheoryData<int, bool>();
            foreach (var seed in Enumerable.Range(1, 25))
            {
                seeds.Add(seed, seed % 2 == 0);
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task R3_RandomChangesAndFaults_StoreAndHandlersEndWithWhatTheServerHas(int seed, bool streams)
    {
        var (random, time) = (new Random(seed), new FakeTimeProvider());
        var cluster = new FakeCluster(time);
        var settings = new OperatorSettings { Jitter = () => 0.5, UseWatchList = streams };
        using var metrics = new RuntimeMetrics();
        await using var informer = new Informer<Widget>(cluster, settings, new CacheOptions<Widget>(), time, NullLoggerFactory.Instance, metrics);
        var heard = new ConcurrentDictionary<NamespacedName, string>();
        await using var subscription = informer.Subscribe(change => Follow(heard, change));
        var (faults, gate) = (new Random(seed * 31), new Lock());
        var isFaulty = true;
        cluster.Before = (request, _) =>
        {
            lock (gate)
            {
                return isFaulty && faults.Next(3) == 0 ? throw Fault(faults) : Task.CompletedTask;
            }
        };
        informer.Start();
        for (var step = 0; step < 400; step++)
        {
            Mutate(cluster, random);
            if (random.Next(6) == 0)
            {
                Disturb(cluster, random);
            }

            time.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
            await Task.Yield();
        }

        lock (gate)
        {
            isFaulty = false;
        }

        await Patience.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var expected = Versions(cluster.PeekAll<Widget>());
            return expected.SequenceEqual(Versions(informer.List()))
                && expected.SequenceEqual(heard.Select(pair => (pair.Key.Name, pair.Value)).Order());
        });
    }

    private static void Follow(ConcurrentDictionary<NamespacedName, string> heard, EntityChange<Widget> change)
    {
        if (change.Kind == ChangeKind.Deleted)
        {
            heard.TryRemove(change.Key, out _);
        }
        else
        {
            heard[change.Key] = change.Entity.Metadata.ResourceVersion!;
        }
    }

    private static void Mutate(FakeCluster cluster, Random random)
    {
        var name = $"w{random.Next(10)}";
        if (cluster.Peek<Widget>(name) is null)
        {
            cluster.Add(Widget.Named(name));
        }
        else if (random.Next(3) == 0)
        {
            cluster.Remove<Widget>(name);
        }
        else
        {
            cluster.Change<Widget>(name, widget => widget with { Spec = new WidgetSpec { Size = random.Next() } });
        }
    }

    private static void Disturb(FakeCluster cluster, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                cluster.EndWatches();
                break;
            case 1:
                cluster.EndWatches(Fault(random));
                break;
            default:
                cluster.Compact(); // whoever watches from an older version gets 410
                cluster.EndWatches();
                break;
        }
    }

    private static Exception Fault(Random random) => random.Next(7) switch
    {
        0 => Failures.Expired(),
        1 => Failures.Unreachable(),
        2 => Failures.Of(HttpStatusCode.TooManyRequests, "TooManyRequests"),
        3 => Failures.Of(HttpStatusCode.InternalServerError, "InternalError"),
        4 => Failures.Of(HttpStatusCode.GatewayTimeout, "Timeout", "Too large resource version"),
        5 => new IOException("the connection was reset"),
        _ => Failures.Of(HttpStatusCode.Forbidden, "Forbidden"),
    };

    private static IEnumerable<(string, string)> Versions(IEnumerable<Widget> widgets) =>
        widgets.Select(widget => (widget.Metadata.Name!, widget.Metadata.ResourceVersion!)).Order();
}
