using Transship.Kubernetes.Models;
using Transship.Runtime.Controllers;
using Transship.Runtime.Events;
using Transship.Runtime.Queue;
using Transship.Runtime.Tests.Controllers;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public async Task L6_Shutdown_ReleasesTheLeaseOnlyWhenTheLastReconcileHasEnded()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        var leave = new TaskCompletionSource();
        controller.OnReconcile = async (widget, token) =>
        {
            await leave.Task.WaitAsync(token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        var stop = harness.StopAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(21)).WaitAsync(Patience.Limit); // the drain has begun

        var renewed = Lease(harness).RenewTime;
        await harness.Time.PassAsync(TimeSpan.FromSeconds(2));
        await Patience.UntilAsync(() => Lease(harness).RenewTime > renewed); // and the lease is kept meanwhile
        Assert.Equal("me", Lease(harness).HolderIdentity);
        leave.SetResult();
        await stop.WaitAsync(Patience.Limit);
        Assert.Equal("", Lease(harness).HolderIdentity);
        Assert.Empty(harness.Exits);
    }

    [Fact]
    public async Task L6_ReconcileNeverEnds_TheLeaseIsNotReleased()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        var never = new TaskCompletionSource<ReconciliationResult<Widget>>();
        controller.OnReconcile = (_, _) => never.Task;
        harness.Cluster.Add(Widget.Named("a"));
        var seen = await controller.NextAsync();
        var stop = harness.StopAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(21)).WaitAsync(Patience.Limit);
        while (!stop.IsCompleted)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("me", Lease(harness).HolderIdentity);
        never.SetResult(ReconciliationResult<Widget>.Success(seen));
    }

    [Fact]
    public async Task Q9_Shutdown_CancelsReconcilesThatOutliveTheGrace()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        controller.OnReconcile = async (widget, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        var stop = harness.StopAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(21)).WaitAsync(Patience.Limit);
        for (var renewal = 0; renewal < 10; renewal++)
        {
            await harness.Time.PassAsync(TimeSpan.FromSeconds(2));
        }

        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(2)).WaitAsync(Patience.Limit);
        Assert.False(stop.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await stop.WaitAsync(Patience.Limit);
        Assert.Equal("", Lease(harness).HolderIdentity);
    }

    [Fact]
    public async Task Q9_Shutdown_StartsNoQueuedKey()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        var leave = new TaskCompletionSource();
        controller.OnReconcile = async (widget, token) =>
        {
            await leave.Task.WaitAsync(token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        harness.Cluster.Add(Widget.Named("b"));
        await controller.NextAsync();
        var stop = harness.StopAsync();
        var queue = harness.Get<QueueRegistry>().For(harness.Get<IControllerRegistration>());
        await Patience.UntilAsync(() => queue.IsShutDown);
        leave.SetResult();
        await stop.WaitAsync(Patience.Limit);
        Assert.Single(controller.Seen);
    }

    [Fact]
    public async Task Shutdown_Order_IsWorkersWatchesLeaseEvents()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        var leave = new TaskCompletionSource();
        controller.OnReconcile = async (widget, token) =>
        {
            await leave.Task.WaitAsync(token);
            harness.Get<IEventRecorder>().Publish(widget, EventType.Normal, "LastWord", "Reconcile", "told while stopping");
            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        var stop = harness.StopAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(21)).WaitAsync(Patience.Limit);
        Assert.Equal(1, harness.Cluster.OpenWatches);

        var watchesAtRelease = -1;
        harness.Cluster.Before = (request, _) =>
        {
            if (request is { Verb: "update", Kind: "Lease" })
            {
                watchesAtRelease = harness.Cluster.OpenWatches;
            }

            return Task.CompletedTask;
        };
        leave.SetResult();
        await stop.WaitAsync(Patience.Limit);
        Assert.Equal(0, watchesAtRelease);
        Assert.Equal("LastWord", Assert.Single(harness.Cluster.PeekAll<V1Event>()).Reason);
    }

    [Fact]
    public async Task L5_LeadershipLost_CancelsTheWorkAndEndsTheProcessAtOnce()
    {
        await using var harness = await LeadingAsync();
        var controller = harness.Get<RecordingController>();
        var cancelled = new TaskCompletionSource();
        controller.OnReconcile = async (widget, token) =>
        {
            await using (token.Register(cancelled.SetResult))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }

            return ReconciliationResult<Widget>.Success(widget);
        };
        harness.Cluster.Add(Widget.Named("a"));
        await controller.NextAsync();
        harness.Cluster.Change<V1Lease>("tester", lease => lease with { Spec = lease.Spec with { HolderIdentity = "another" } });
        await harness.Time.PassAsync(TimeSpan.FromSeconds(2));
        await cancelled.Task.WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => harness.Exits.Count == 1);
        Assert.Equal([1], harness.Exits);
    }

    [Fact]
    public void SecondSignal_EndsTheProcessAtOnce()
    {
        var exits = new List<int>();
        using var signals = new Transship.Runtime.Hosting.SecondSignal(new Transship.Runtime.Hosting.OperatorSettings { Exit = exits.Add });
        signals.Received();
        Assert.Empty(exits);
        signals.Received();
        signals.Received();
        Assert.Equal([1], exits);
    }

    private static Task<OperatorHarness> LeadingAsync() => new OperatorHarness(
        builder => builder.AddController<RecordingController, Widget>(),
        settings =>
        {
            settings.LeaderElection = true;
            settings.Identity = "me";
        }).RunAsync();

    private static V1LeaseSpec Lease(OperatorHarness harness) => harness.Cluster.Peek<V1Lease>("tester")!.Spec;
}
