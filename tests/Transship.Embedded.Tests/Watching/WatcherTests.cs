using System.Text.Json.Nodes;
using Transship.Embedded.Kinds;
using Transship.Embedded.Selectors;
using Transship.Embedded.Storage;
using Transship.Embedded.Watching;
using Transship.Testing.Time;

namespace Transship.Embedded.Tests.Watching;

public sealed class WatcherTests : IDisposable
{
    private static readonly ResourceKind Kind = BuiltInKinds.All().First(kind => kind.Plural == "configmaps");

    private readonly FakeTimeProvider _time = new();
    private readonly ObjectStore _store = new(4, null);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task R6_Bookmark_ComesEachMinuteWithTheVersionOfTheStore()
    {
        _store.Write(new ObjectKey("other", "default", "x"), 0, Node("x"));
        await using var frames = Watch(TimeSpan.FromMinutes(5), after: 0).GetAsyncEnumerator();

        var next = frames.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await next);
        Assert.Equal("BOOKMARK", frames.Current.Type);
        Assert.Equal("1", frames.Current.Document!["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task R4_TimeoutReached_EndsWithABookmark()
    {
        await using var frames = Watch(TimeSpan.FromSeconds(30), after: 0).GetAsyncEnumerator();

        var next = frames.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.True(await next);
        Assert.Equal("BOOKMARK", frames.Current.Type);
        Assert.False(await frames.MoveNextAsync());
    }

    [Fact]
    public async Task R7_FallenBehindTheHistory_EndsWith410()
    {
        await using var frames = Watch(TimeSpan.FromMinutes(5), after: 0).GetAsyncEnumerator();
        for (var i = 0; i < 10; i++)
        {
            _store.Write(new ObjectKey("configmaps", "default", $"c{i}"), 0, Node($"c{i}"));
        }

        Assert.True(await frames.MoveNextAsync());
        Assert.Equal("ERROR", frames.Current.Type);
        Assert.Equal(410, frames.Current.Document!["code"]!.GetValue<int>());
        Assert.False(await frames.MoveNextAsync());
    }

    private static JsonObject Node(string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } };

    private IAsyncEnumerable<WatchFrame> Watch(TimeSpan timeout, long after)
    {
        _ = _store.List("configmaps");
        var request = new WatchRequest
        {
            Filter = new ObjectFilter(Kind, "", LabelSelector.Parse(null), FieldSelector.Parse(null, Kind)),
            After = Math.Max(after, _store.List("configmaps").Version),
            AllowsBookmarks = true,
            Timeout = timeout,
        };
        return new Watcher(_store, _time).WatchAsync(request, CancellationToken.None);
    }
}
