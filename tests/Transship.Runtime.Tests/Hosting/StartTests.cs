using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Runtime.Health;
using Transship.Runtime.Hosting;
using Transship.Runtime.Tests.Controllers;
using Transship.Runtime.Tests.Finalizers;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Hosting;

public sealed class StartTests
{
    [Fact]
    public async Task Q7_CacheDoesNotFill_TheStartFailsAndSaysWhy()
    {
        await using var harness = new OperatorHarness(builder => builder.AddController<RecordingController, Widget>());
        harness.Cluster.Before = (request, _) => request.Verb == "list"
            ? throw Failures.Of(System.Net.HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource")
            : Task.CompletedTask;
        var exitCode = Environment.ExitCode;
        await harness.BeginAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(120)).WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => harness.Get<InformerRegistry>().Get<Widget>().LastError is not null);
        Assert.Equal("The caches of Widget are not in sync yet.", harness.Get<OperatorHealth>().ReadinessProblem());
        harness.Time.Advance(TimeSpan.FromSeconds(120));
        await harness.Operator.Running.WaitAsync(Patience.Limit);

        Assert.True(harness.Stopping.IsCancellationRequested);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = exitCode;
        var registry = harness.Get<InformerRegistry>();
        var wait = registry.WaitForSyncAsync(TimeSpan.FromSeconds(1), default);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => wait);
        Assert.Contains("The cache of Widget did not fill within 1 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("the server could not find the requested resource", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q7_TwoControllersOfOneName_FailTheStart()
    {
        await using var harness = new OperatorHarness(builder => builder
            .AddController<RecordingController, Widget>()
            .AddController<RecordingController, Widget>());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(harness.BeginAsync);
        Assert.Contains("Two controllers are named 'recording'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Q7_Defaults_AreOneWorkerAndNoTimeout()
    {
        var options = new ControllerOptions<Widget>();
        Assert.Equal((1, null), (options.MaxConcurrentReconciles, options.ReconcileTimeout));
        Assert.Equal(TimeSpan.FromSeconds(120), new OperatorSettings().CacheSyncTimeout);
    }

    [Fact]
    public async Task Start_FinalizerSetUpWrongly_FailsAndNamesAllProblems()
    {
        await using var harness = new OperatorHarness(builder => builder.AddFinalizer<RecordingFinalizer, Widget>("nodomain"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(harness.BeginAsync);
        Assert.Contains("add a controller of Widget", error.Message, StringComparison.Ordinal);
        Assert.Contains("needs a domain in front", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L9_Standby_HasWarmCachesIsReadyAndReconcilesNothing()
    {
        await using var harness = new OperatorHarness(
            builder => builder.AddController<RecordingController, Widget>(), settings => settings.LeaderElection = true);
        harness.Cluster.Add(new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "tester", Namespace = "default" },
            Spec = new V1LeaseSpec { HolderIdentity = "another", LeaseDurationSeconds = 15 },
        });
        harness.Cluster.Add(Widget.Named("a"));
        await harness.BeginAsync();
        await harness.Time.WhenWaitingAsync(TimeSpan.FromSeconds(2)).WaitAsync(Patience.Limit); // it stands in line

        var health = harness.Get<OperatorHealth>();
        Assert.NotNull(harness.Get<IEntityCache<Widget>>().Get(new NamespacedName("default", "a")));
        Assert.Null(health.ReadinessProblem());
        Assert.Null(health.LivenessProblem());
        Assert.False(health.IsLeader);
        Assert.Empty(harness.Get<RecordingController>().Seen);

        for (var pause = 0; pause < 8; pause++)
        {
            await harness.Time.PassAsync(TimeSpan.FromSeconds(2)); // the other one is dead: its lease runs out
        }

        Assert.Equal("a", (await harness.Get<RecordingController>().NextAsync()).Metadata.Name);
        Assert.True(health.IsLeader);
    }

    [Fact]
    public async Task Enqueue_FromOutside_BringsAReconcile()
    {
        await using var harness = await new OperatorHarness(builder => builder.AddController<RecordingController, Widget>()).RunAsync();
        harness.Cluster.Add(Widget.Named("a"));
        await harness.Get<RecordingController>().NextAsync();
        harness.Get<Transship.Runtime.Queue.IEntityQueue<Widget>>().Enqueue(new NamespacedName("default", "a"), TimeSpan.FromMinutes(7));
        await harness.Time.PassAsync(TimeSpan.FromMinutes(7));
        await harness.Get<RecordingController>().NextAsync();
    }
}
