using System.Text.Json.Nodes;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Tests.Storage;

public sealed class ObjectStoreTests
{
    private static readonly ObjectKey Key = new("widgets", "default", "a");

    [Fact]
    public void Write_OtherVersionThanExpected_IsRefused()
    {
        using var store = new ObjectStore(10, null);
        var first = store.Write(Key, 0, Node(1))!;
        store.Write(Key, first.Version, Node(2));

        Assert.Null(store.Write(Key, first.Version, Node(3)));
        Assert.Null(store.Write(Key, 0, Node(3)));
        Assert.Equal(2, store.Get(Key)!.Node["n"]!.GetValue<int>());
    }

    [Fact]
    public void R7_Changes_OlderThanTheHistory_AreCompacted()
    {
        using var store = new ObjectStore(3, null);
        _ = store.List("widgets");
        long version = 0;
        for (var i = 0; i < 6; i++)
        {
            version = store.Write(Key, version, Node(i))!.Version;
        }

        Assert.Equal(3, store.Changes("widgets", 2).CompactedVersion);
        Assert.Equal([4L, 5L, 6L], store.Changes("widgets", 3).Changes.Select(change => change.Version));
    }

    [Fact]
    public async Task Write_FromManyTasks_GivesEveryWriteAVersionOfItsOwn()
    {
        using var store = new ObjectStore(10_000, null);
        await Parallel.ForAsync(0, 1000, (i, _) =>
        {
            store.Write(new ObjectKey("widgets", "default", $"w{i}"), 0, Node(i));
            return ValueTask.CompletedTask;
        });

        var versions = store.List("widgets").Items.Values.Select(item => item.Version).Order().ToArray();

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), versions);
    }

    [Fact]
    public async Task Changes_Next_CompletesWithTheNextWrite()
    {
        using var store = new ObjectStore(10, null);
        var next = store.Changes("widgets", 0).Next;
        Assert.False(next.IsCompleted);

        store.Write(Key, 0, Node(1));

        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static JsonObject Node(int n) => new() { ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "default" }, ["n"] = n };
}
