using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Caching;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly ScriptedCluster<Widget> _server = new();
    private readonly RuntimeMetrics _metrics = new();
    private readonly Informer<Widget> _informer;
    private readonly BlockingCollection<EntityChange<Widget>> _heard = [];

    public InformerTests()
    {
        var options = new CacheOptions<Widget>().AddIndex("secret", widget => widget.Spec.Secret is { } secret ? [secret] : []);
        _informer = new Informer<Widget>(_server, new OperatorSettings { Jitter = () => 0 }, options, new FakeTimeProvider(), NullLoggerFactory.Instance, _metrics);
    }

    public async ValueTask DisposeAsync()
    {
        await _informer.DisposeAsync();
        _metrics.Dispose();
        _heard.Dispose();
    }

    [Fact]
    public async Task R3_Relist_ReplacesAndTellsOfWhatIsMissing()
    {
        await using var subscription = _informer.Subscribe(_heard.Add);
        _informer.Start();
        (await _server.NextListAsync()).Reply("2", Widget.Named("kept", "1"), Widget.Named("gone", "2"), Widget.Named("changed", "2"));
        await subscription.Synced;
        (await _server.NextWatchAsync()).Fail(Failures.Expired());
        (await _server.NextListAsync()).Reply("9", Widget.Named("kept", "1"), Widget.Named("changed", "8"), Widget.Named("new", "9"));

        var changes = Enumerable.Range(0, 6).Select(_ => _heard.Take()).ToList()[3..].ToDictionary(change => change.Key.Name);
        Assert.Equal((ChangeKind.Deleted, "2", true), (changes["gone"].Kind, changes["gone"].Entity.Metadata.ResourceVersion, changes["gone"].IsStale));
        Assert.Equal((ChangeKind.Updated, "2", "8"), (changes["changed"].Kind, changes["changed"].Old!.Metadata.ResourceVersion, changes["changed"].Entity.Metadata.ResourceVersion));
        Assert.Equal((ChangeKind.Added, false), (changes["new"].Kind, changes["new"].IsInitial));
        Assert.Equal(["changed", "kept", "new"], _informer.List().Select(widget => widget.Metadata.Name!).Order());
    }

    [Fact]
    public async Task R13_ObjectInAListNotUnderstood_IsNoDeletion()
    {
        await using var subscription = _informer.Subscribe(_heard.Add);
        _informer.Start();
        var stored = Widget.Named("a", "1");
        (await _server.NextListAsync()).Reply("2", stored);
        Assert.Equal(ChangeKind.Added, _heard.Take().Kind);
        (await _server.NextWatchAsync()).Fail(Failures.Expired());
        (await _server.NextListAsync()).Reply(new EntityList<Widget>
        {
            Metadata = new V1ListMeta { ResourceVersion = "9" },
            Items = [Widget.Named("b", "9")],
            Undecodable = [new UndecodableObject(NamespacedName.Of(stored), "what is this"), new UndecodableObject(new NamespacedName("default", "unknown"), "and this")],
        });

        var next = _heard.Take();
        Assert.Equal((ChangeKind.Added, "b"), (next.Kind, next.Key.Name));
        Assert.Equal(["a", "b"], _informer.List().Select(widget => widget.Metadata.Name!).Order());
    }

    [Fact]
    public async Task R6_Bookmark_CallsNoHandler()
    {
        await using var subscription = _informer.Subscribe(_heard.Add);
        _informer.Start();
        (await _server.NextListAsync()).Reply("2");
        var watch = await _server.NextWatchAsync();
        watch.Send(WatchEventType.Bookmark, Widget.Named("bookmark", "4"));
        watch.Send(WatchEventType.Added, Widget.Named("a", "5"));

        Assert.Equal("a", _heard.Take().Key.Name);
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task R12_HasSynced_OnlyWhenTheListIsDelivered()
    {
        using var deliver = new ManualResetEventSlim();
        await using var subscription = _informer.Subscribe(change =>
        {
            deliver.Wait();
            _heard.Add(change);
        });
        _informer.Start();
        (await _server.NextListAsync()).Reply("2", Widget.Named("a", "1"), Widget.Named("b", "2"));
        await _server.NextWatchAsync();

        Assert.Equal(2, _informer.List().Count);
        Assert.False(_informer.HasSynced);
        Assert.False(subscription.Synced.IsCompleted);
        deliver.Set();
        await _informer.WaitForSyncAsync(default).WaitAsync(Patience.Limit);
        Assert.True(_informer.HasSynced);
        Assert.Equal(2, _heard.Count);
    }

    [Fact]
    public async Task R12_HandlerAddedLater_HearsOfAllThatIsStoredFirst()
    {
        _informer.Start();
        (await _server.NextListAsync()).Reply("2", Widget.Named("a", "1"), Widget.Named("b", "2"));
        await _informer.WaitForSyncAsync(default).WaitAsync(Patience.Limit);

        await using var subscription = _informer.Subscribe(_heard.Add);
        await subscription.Synced.WaitAsync(Patience.Limit);
        Assert.Equal(2, _heard.Count);
        Assert.All(_heard, change => Assert.True(change.IsInitial));
    }

    [Fact]
    public async Task R14_SlowHandler_StopsNeitherReadingNorOthers()
    {
        using var deliver = new ManualResetEventSlim();
        await using var slow = _informer.Subscribe(_ => deliver.Wait());
        await using var fast = _informer.Subscribe(_heard.Add);
        _informer.Start();
        (await _server.NextListAsync()).Reply("1", Widget.Named("a", "1"));
        var watch = await _server.NextWatchAsync();
        for (var version = 2; version <= 1000; version++)
        {
            watch.Send(WatchEventType.Modified, Widget.Named("a", version.ToString()));
        }

        var last = _heard.Take();
        while (last.Entity.Metadata.ResourceVersion != "1000")
        {
            last = _heard.Take();
        }

        Assert.Equal(0, watch.Unread);
        deliver.Set();
    }

    [Fact]
    public async Task Handler_Throws_GetsTheNextChange()
    {
        await using var subscription = _informer.Subscribe(change =>
        {
            _heard.Add(change);
            throw new InvalidOperationException("a handler's own fault");
        });
        _informer.Start();
        (await _server.NextListAsync()).Reply("1", Widget.Named("a", "1"), Widget.Named("b", "1"));
        Assert.Equal("a", _heard.Take().Key.Name);
        Assert.Equal("b", _heard.Take().Key.Name);
    }

    [Fact]
    public async Task ByIndex_ObjectMovesAndGoes_IsFiledUnderItsPresentValuesOnly()
    {
        await using var subscription = _informer.Subscribe(_heard.Add);
        _informer.Start();
        (await _server.NextListAsync()).Reply("1", Using("a", "1", "red"), Using("b", "1", "red"));
        var watch = await _server.NextWatchAsync();
        watch.Send(WatchEventType.Modified, Using("a", "2", "blue"));
        watch.Send(WatchEventType.Deleted, Using("b", "3", "red"));
        await Patience.UntilAsync(() => _informer.Get(new NamespacedName("default", "b")) is null);

        Assert.Empty(_informer.ByIndex("secret", "red"));
        Assert.Equal("a", Assert.Single(_informer.ByIndex("secret", "blue")).Metadata.Name);
        Assert.Throws<ArgumentException>(() => _informer.ByIndex("colour", "red"));
    }

    private static Widget Using(string name, string version, string secret) =>
        Widget.Named(name, version) with { Spec = new WidgetSpec { Secret = secret } };
}
