using System.Text.Json.Nodes;
using Transship.Embedded.Lifecycle;
using Transship.Embedded.Storage;
using Transship.Testing.Time;

namespace Transship.Embedded.Tests.Lifecycle;

public sealed class EventExpiryTests
{
    [Fact]
    public async Task RunAsync_AnHourAfterTheLastWrite_RemovesTheEvent()
    {
        var time = new FakeTimeProvider();
        using var store = new ObjectStore(100, null);
        using var stop = new CancellationTokenSource();
        Write(store, "old", time.GetUtcNow());
        Write(store, "fresh", time.GetUtcNow() + TimeSpan.FromMinutes(30));
        var removed = new TaskCompletionSource<string>();
        store.Written = change => removed.TrySetResult(change.Key.Name);

        var running = new EventExpiry(store, time).RunAsync(stop.Token);
        time.Advance(TimeSpan.FromMinutes(62));

        Assert.Equal("old", await removed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(["default/fresh"], store.List("events").Items.Keys);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void Write(ObjectStore store, string name, DateTimeOffset at) => store.Write(
        new ObjectKey("events", "default", name),
        0,
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["creationTimestamp"] = "2025-12-31T00:00:00Z" },
            ["series"] = new JsonObject { ["lastObservedTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture) },
        });
}
