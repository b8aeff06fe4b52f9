using Microsoft.Extensions.Logging.Abstractions;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Election;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Soak;

/// <summary>What is done thousands of times must leave nothing behind: counted, not timed.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task R9_TwoThousandReconnects_LeaveOneWatchAndNoTimers()
    {
        var time = new FakeTimeProvider();
        var cluster = new FakeCluster(time);
        using var metrics = new RuntimeMetrics();
        await using var informer = new Informer<Widget>(
            cluster, new OperatorSettings { Jitter = () => 0 }, new CacheOptions<Widget>(), time, NullLoggerFactory.Instance, metrics);
        var heard = 0;
        await using var subscription = informer.Subscribe(_ => Interlocked.Increment(ref heard));
        cluster.Add(Widget.Named("a"));
        informer.Start();
        await informer.WaitForSyncAsync(default).WaitAsync(Patience.Limit);
        for (var reconnect = 1; reconnect <= 2000; reconnect++)
        {
            cluster.Change<Widget>("a", widget => widget with { Spec = new WidgetSpec { Size = reconnect } });
            await Patience.UntilAsync(() => informer.Get(new NamespacedName("default", "a"))!.Spec.Size == reconnect);
            cluster.EndWatches();
            await Patience.UntilAsync(() => cluster.WatchesSoFar > reconnect && cluster.OpenWatches == 1);
        }

        Assert.Equal(1, cluster.OpenWatches);
        Assert.Empty(time.Pending);
        Assert.Single(informer.List());
        Assert.Single(cluster.Requests, request => request.Verb == "list");
        await Patience.UntilAsync(() => heard >= 1);
    }

    [Fact]
    public async Task L7_TwoHundredLeaderChanges_HaveOneLeaderAtATimeAndLeaveNothingBehind()
    {
        var time = new FakeTimeProvider();
        var cluster = new FakeCluster(time);
        using var one = new Candidate(cluster, time, "one");
        using var two = new Candidate(cluster, time, "two");
        var (leader, next) = (one, two);
        await leader.Elector.AcquireAsync(default);
        for (var change = 1; change <= 200; change++)
        {
            using var stop = new CancellationTokenSource();
            var hold = leader.Elector.HoldAsync(stop.Token);
            var acquire = next.Elector.AcquireAsync(default);
            await Patience.UntilAsync(() => time.Pending.SequenceEqual([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)]));
            Assert.False(next.Elector.IsLeader);

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hold);
            await leader.Elector.ReleaseAsync(default);
            Assert.False(leader.Elector.IsLeader);
            time.Advance(TimeSpan.FromSeconds(2));
            await acquire.WaitAsync(Patience.Limit);
            (leader, next) = (next, leader);
        }

        Assert.Equal(200, cluster.Peek<V1Lease>("lease", "system")!.Spec.LeaseTransitions);
        Assert.Empty(time.Pending);
        Assert.True(leader.Elector.IsLeader != next.Elector.IsLeader);
    }
}
