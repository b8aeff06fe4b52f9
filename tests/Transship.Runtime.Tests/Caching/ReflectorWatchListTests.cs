using System.Net;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Caching;

public sealed class ReflectorWatchListTests
{
    private static readonly ReflectorOptions Streaming = new() { UseWatchList = true };

    [Fact]
    public async Task R16_StreamedList_IsStoredAtItsEndAndGoesOnAsTheWatch()
    {
        await using var harness = new ReflectorHarness(Streaming);
        var watch = await harness.Server.NextWatchAsync();
        Assert.True(watch.Query.SendInitialEvents);
        Assert.True(watch.Query.AllowBookmarks);
        watch.Send(WatchEventType.Added, Widget.Named("b", "9"));
        watch.Send(WatchEventType.Added, Widget.Named("a", "4"));
        watch.Send(WatchEventType.Added, Widget.Named("c", "5"));
        watch.Send(WatchEventType.Modified, Widget.Named("a", "10"));
        watch.Send(WatchEventType.Deleted, Widget.Named("c", "11"));
        watch.Send(WatchEventType.Bookmark, Widget.Named("", "12"));
        watch.Send(WatchEventType.Bookmark, End("13"));
        watch.Send(WatchEventType.Added, Widget.Named("d", "14"));

        Assert.Equal("replace b@9,a@10", await harness.Target.NextAsync());
        Assert.Equal("upsert d@14", await harness.Target.NextAsync());
        watch.End();
        var next = await harness.Server.NextWatchAsync();
        Assert.Equal(("14", false), (next.Query.ResourceVersion, next.Query.SendInitialEvents));
    }

    [Fact]
    public async Task R17_StreamDiesBeforeItsEnd_NothingIsStoredAndItStartsClean()
    {
        await using var harness = new ReflectorHarness(Streaming);
        var watch = await harness.Server.NextWatchAsync();
        watch.Send(WatchEventType.Added, Widget.Named("a", "4"));
        watch.End();
        await harness.Time.PassAsync(Backoff.First);

        var second = await harness.Server.NextWatchAsync();
        Assert.True(second.Query.SendInitialEvents);
        second.Send(WatchEventType.Added, Widget.Named("b", "5"));
        second.Send(WatchEventType.Bookmark, End("6"));
        Assert.Equal("replace b@5", await harness.Target.NextAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task R18_ServerDoesNotStreamLists_IsListedFromThenOn(HttpStatusCode code)
    {
        await using var harness = new ReflectorHarness(Streaming);
        (await harness.Server.NextWatchAsync()).Fail(Failures.Of(code, "Invalid", "sendInitialEvents is forbidden"));
        var watch = await harness.ListedAsync("3");
        Assert.False(watch.Query.SendInitialEvents);
        watch.Fail(Failures.Expired());
        await harness.Server.NextListAsync();
    }

    [Fact]
    public async Task R19_NoEndAfterTenSeconds_IsWarnedOf()
    {
        await using var harness = new ReflectorHarness(Streaming);
        var watch = await harness.Server.NextWatchAsync();
        await harness.Time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.True(harness.HasWarned("has not ended after 10 s"));
        watch.Send(WatchEventType.Bookmark, End("6"));
        Assert.Equal("replace", await harness.Target.NextAsync());
    }

    private static Widget End(string version) => new()
    {
        Metadata = new V1ObjectMeta
        {
            ResourceVersion = version,
            Annotations = new Dictionary<string, string> { ["k8s.io/initial-events-end"] = "true" },
        },
    };
}
