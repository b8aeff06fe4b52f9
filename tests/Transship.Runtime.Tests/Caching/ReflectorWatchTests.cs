using System.Net;
using System.Text.Json;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Telemetry;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Caching;

public sealed class ReflectorWatchTests
{
    [Theory]
    [InlineData(0.0, 300)]
    [InlineData(0.5, 450)]
    [InlineData(0.99, 597)]
    public async Task R4_Watch_GoesOnFromTheListWithBookmarksAndARandomTimeout(double jitter, int seconds)
    {
        await using var harness = new ReflectorHarness(jitter: () => jitter);
        var watch = await harness.ListedAsync("42");

        Assert.Equal("42", watch.Query.ResourceVersion);
        Assert.True(watch.Query.AllowBookmarks);
        Assert.Equal(seconds, watch.Query.Timeout!.Value.TotalSeconds, 3);
    }

    [Theory]
    [InlineData(WatchEventType.Added)]
    [InlineData(WatchEventType.Modified)]
    [InlineData(WatchEventType.Deleted)]
    [InlineData(WatchEventType.Bookmark)]
    public async Task R5_AnyFrame_AdvancesTheVersion(WatchEventType type)
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("1");
        watch.Send(type, Widget.Named("a", "5"));
        watch.End();

        Assert.Equal("5", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R5_WatchFromNoVersion_AdvancesOnlyAfterTheReplay()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("0");
        watch.Send(WatchEventType.Added, Widget.Named("b", "9"));
        watch.Send(WatchEventType.Added, Widget.Named("a", "4"));
        watch.End();

        var second = await harness.Server.NextWatchAsync();
        Assert.Equal("0", second.Query.ResourceVersion);
        second.Send(WatchEventType.Added, Widget.Named("a", "4"));
        second.Send(WatchEventType.Modified, Widget.Named("a", "10"));
        second.Send(WatchEventType.Added, Widget.Named("c", "11"));
        second.End();
        Assert.Equal("11", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R6_Bookmark_TouchesNoObject()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("1");
        watch.Send(WatchEventType.Bookmark, Widget.Named("a", "5"));
        watch.Send(WatchEventType.Added, Widget.Named("b", "6"));

        Assert.Equal("upsert b@6", await harness.Target.NextAsync());
    }

    [Fact]
    public async Task R7_ErrorFrame410_ListsAtOnceAtLeastAsFresh()
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("3")).SendError(Failures.Status(HttpStatusCode.Gone, "Expired"));
        Assert.Equal("3", (await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R7_Http410_ListsAtOnceAtLeastAsFresh()
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("3")).Fail(Failures.Expired());
        Assert.Equal("3", (await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R7_WatchOfAFreshListExpiresAgain_PausesAndAsksForTheNewestState()
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("3")).Fail(Failures.Expired());
        (await harness.ListedAsync("3")).Fail(Failures.Expired());
        await harness.Time.PassAsync(Backoff.First);
        Assert.Null((await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R8_TooManyRequests_PausesAndWatchesOnFromTheSameVersion()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("3");
        watch.Send(WatchEventType.Added, Widget.Named("a", "5"));
        watch.SendError(Failures.Status(HttpStatusCode.TooManyRequests, "TooManyRequests"));
        await harness.Time.PassAsync(Backoff.First);

        var refused = await harness.Server.NextWatchAsync();
        refused.Fail(Failures.Unreachable());
        await harness.Time.PassAsync(Backoff.First * 2);
        Assert.Equal(("5", "5"), (refused.Query.ResourceVersion, (await harness.Server.NextWatchAsync()).Query.ResourceVersion));
    }

    [Fact]
    public async Task R8_InternalErrors_AreMetByWatchesWithinTheWindowAndThenByAList()
    {
        await using var harness = new ReflectorHarness(new ReflectorOptions { InternalErrorWindow = TimeSpan.FromSeconds(2) });
        var watch = await harness.ListedAsync("3");
        foreach (var pause in (TimeSpan[])[Backoff.First, Backoff.First * 2])
        {
            watch.SendError(Failures.Status(HttpStatusCode.InternalServerError, "InternalError"));
            await harness.Time.PassAsync(pause);
            watch = await harness.Server.NextWatchAsync();
        }

        watch.SendError(Failures.Status(HttpStatusCode.InternalServerError, "InternalError"));
        await harness.Time.PassAsync(Backoff.First * 4);
        await harness.Server.NextListAsync();
    }

    [Fact]
    public async Task R8_OtherErrorFrame_ListsAfterAPause()
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("3")).SendError(Failures.Status(HttpStatusCode.Forbidden, "Forbidden"));
        await harness.Time.PassAsync(Backoff.First);
        await harness.Server.NextListAsync();
    }

    [Fact]
    public async Task R9_CleanEof_RewatchesAtOnce()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("3");
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        watch.End();
        Assert.Equal("3", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R9_ShortWatchWithoutEvents_PausesAndLists()
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("3")).End();
        await harness.Time.PassAsync(Backoff.First);
        Assert.Equal("3", (await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R11_DeletedFrame_HandsOnTheFinalState()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("1", Widget.Named("a", "1"));
        watch.Send(WatchEventType.Deleted, Widget.Named("a", "8"));
        watch.End();

        Assert.Equal("remove a@8", await harness.Target.NextAsync());
        Assert.Equal("8", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R13_FrameNotUnderstood_IsLoggedCountedAndSkipped()
    {
        using var metrics = new MetricsCollector(RuntimeMetrics.MeterName, "Widget");
        await using var harness = new ReflectorHarness();
        var before = metrics["transship_runtime_watch_frames_skipped_total"];
        var watch = await harness.ListedAsync("1");
        watch.Send(WatchEventType.Unknown, null);
        watch.Send(WatchEventType.Added, null);
        watch.Send(WatchEventType.Added, Widget.Named("a", "2"));

        Assert.Equal("upsert a@2", await harness.Target.NextAsync());
        Assert.True(metrics["transship_runtime_watch_frames_skipped_total"] >= before + 2);
        Assert.True(harness.HasWarned("not understood"));
    }

    [Fact]
    public async Task R15_Objects_LoseManagedFieldsAndLastApplied()
    {
        var target = new CapturingTarget();
        var fat = Widget.Named("a", "1") with
        {
            Metadata = Widget.Named("a", "1").Metadata with
            {
                ManagedFields = JsonSerializer.SerializeToElement(new[] { new { manager = "kubectl" } }),
                Annotations = new Dictionary<string, string> { ["kubectl.kubernetes.io/last-applied-configuration"] = "{}", ["kept"] = "yes" },
            },
        };
        var server = new ScriptedCluster<Widget>();
        using var stop = new CancellationTokenSource();
        using var metrics = new RuntimeMetrics();
        var reflector = new Reflector<Widget>(server, new ReflectorOptions(), target, TimeProvider.System, () => 0, new Logging.RecordingLogger(), metrics);
        var run = reflector.RunAsync(stop.Token);
        (await server.NextListAsync()).Reply("1", fat);
        (await server.NextWatchAsync()).Send(WatchEventType.Modified, fat);
        await target.Upserted.Task;

        Assert.All(target.Seen, metadata =>
        {
            Assert.Null(metadata.ManagedFields);
            Assert.Equal(["kept"], metadata.Annotations!.Keys);
        });
        Assert.Equal(2, target.Seen.Count);
        await stop.CancelAsync();
        await run;
    }

    private sealed class CapturingTarget : IReflectorTarget<Widget>
    {
        internal List<V1ObjectMeta> Seen { get; } = [];

        internal TaskCompletionSource Upserted { get; } = new();

        public Widget? Find(NamespacedName key) => null;

        public void Replace(string? @namespace, IReadOnlyCollection<Widget> entities) => Seen.AddRange(entities.Select(entity => entity.Metadata));

        public void Upsert(Widget entity)
        {
            Seen.Add(entity.Metadata);
            Upserted.SetResult();
        }

        public void Remove(Widget final) => throw new NotSupportedException();
    }
}
