using Transship.Kubernetes.Client;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class WatchTests : ClientFixture
{
    private static readonly WatchQuery FromSeven = new() { ResourceVersion = "7", Timeout = TimeSpan.FromSeconds(300) };

    [Fact]
    public async Task R4_WatchAsync_Parameters_AreSent()
    {
        Server.On($"GET {Everywhere}?watch=true&resourceVersion=7&timeoutSeconds=300&allowWatchBookmarks=true", Answer.Frames());

        Assert.Empty(await ReadAllAsync(FromSeven));
    }

    [Fact]
    public async Task R16_WatchAsync_InitialEvents_AreAskedFor()
    {
        Server.On($"GET {Everywhere}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", Answer.Frames());

        Assert.Empty(await ReadAllAsync(new WatchQuery { SendInitialEvents = true }));
    }

    [Fact]
    public async Task WatchAsync_FramesInPieces_ArriveWhole()
    {
        var body = new StreamedBody();
        Server.On($"GET {Everywhere}", Answer.Stream(body));
        await using var events = Client.WatchAsync<Gadget>(FromSeven, None).GetAsyncEnumerator();

        var next = events.MoveNextAsync();
        await body.Opened;
        var frame = Frame("ADDED", Json("a"));
        body.Raw(frame[..20]).Raw(frame[20..] + "\n" + Frame("MODIFIED", Json("a", size: 2)) + "\n\n");

        Assert.True(await next);
        Assert.Equal((WatchEventType.Added, "a"), (events.Current.Type, events.Current.Object!.Metadata.Name));
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((WatchEventType.Modified, 2), (events.Current.Type, events.Current.Object!.Spec.Size));
        body.End();
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task R11_WatchAsync_Deleted_CarriesTheFinalObject()
    {
        Server.On($"GET {Everywhere}", Answer.Frames(Frame("DELETED", Json("a", version: "8"))));

        var deleted = Assert.Single(await ReadAllAsync(FromSeven));

        Assert.Equal((WatchEventType.Deleted, "8"), (deleted.Type, deleted.Object!.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task R6_WatchAsync_Bookmark_CarriesMetadataOnly()
    {
        Server.On($"GET {Everywhere}", Answer.Frames(
            """{"type":"BOOKMARK","object":{"apiVersion":"example.org/v1","kind":"Gadget","metadata":{"resourceVersion":"9","creationTimestamp":null},"spec":{"size":null}}}"""));

        var bookmark = Assert.Single(await ReadAllAsync(FromSeven));

        Assert.Equal((WatchEventType.Bookmark, "9"), (bookmark.Type, bookmark.Object!.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task R7_WatchAsync_ErrorFrame_IsTyped()
    {
        Server.On($"GET {Everywhere}", Answer.Frames(
            """{"type":"ERROR","object":{"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old resource version"}}"""));

        var error = Assert.Single(await ReadAllAsync(FromSeven));

        Assert.Equal(WatchEventType.Error, error.Type);
        Assert.Equal((410, "Expired"), (error.Error!.Code, error.Error.Reason));
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"RENAMED","object":{}}""")]
    [InlineData("""{"type":"ADDED","object":{"spec":{"size":"large"}}}""")]
    [InlineData("""[]""")]
    [InlineData("""{"type":7,"object":{}}""")]
    public async Task R13_WatchAsync_FrameThatIsNone_IsUnknownAndTheStreamGoesOn(string frame)
    {
        Server.On($"GET {Everywhere}", Answer.Frames(frame, Frame("ADDED", Json("a"))));

        var events = await ReadAllAsync(FromSeven);

        Assert.Equal([WatchEventType.Unknown, WatchEventType.Added], events.Select(e => e.Type));
        Assert.StartsWith("A watch frame of Gadget cannot be understood: ", events[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R7_WatchAsync_GoneOnOpen_Throws()
    {
        Server.On($"GET {Everywhere}", Answer.Refuse(410, "Expired", "too old resource version: 7 (100)"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => ReadAllAsync(FromSeven));

        Assert.True(thrown.IsGone);
    }

    [Fact]
    public async Task WatchAsync_ConnectionBreaks_Throws()
    {
        var body = new StreamedBody().Line(Frame("ADDED", Json("a")));
        Server.On($"GET {Everywhere}", Answer.Stream(body));
        await using var events = Client.WatchAsync<Gadget>(FromSeven, None).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        body.Break();

        var thrown = await Assert.ThrowsAsync<KubernetesException>(async () => await events.MoveNextAsync());
        Assert.Contains("broke", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchAsync_HalfOpenStream_IsGivenUpAfterTheIdleLimit()
    {
        var body = new StreamedBody().Line(Frame("ADDED", Json("a")));
        Server.On($"GET {Everywhere}", Answer.Stream(body));
        using var client = new KubernetesClient(Config with { WatchIdleLimit = TimeSpan.FromMinutes(2) }, Clock);
        await using var events = client.WatchAsync<Gadget>(FromSeven, None).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        // The consumer's own time does not count.
        Clock.Advance(TimeSpan.FromMinutes(3));
        var next = events.MoveNextAsync().AsTask();
        await Clock.WhenWaitingAsync(TimeSpan.FromMinutes(2));
        Clock.Advance(TimeSpan.FromMinutes(2));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => next);
        Assert.Contains("gave no answer", thrown.Message, StringComparison.Ordinal);
        await body.Closed;
    }

    [Fact]
    public async Task WatchAsync_ServerForgetsTheTimeout_IsGivenUpSoonAfter()
    {
        var body = new StreamedBody().Line(Frame("ADDED", Json("a")));
        Server.On($"GET {Everywhere}", Answer.Stream(body));
        using var client = new KubernetesClient(Config with { WatchIdleLimit = TimeSpan.FromHours(1) }, Clock);
        await using var events = client.WatchAsync<Gadget>(FromSeven, None).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());

        var next = events.MoveNextAsync().AsTask();
        await Clock.WhenWaitingAsync(TimeSpan.FromSeconds(330));
        Clock.Advance(TimeSpan.FromSeconds(330));

        await Assert.ThrowsAsync<KubernetesException>(() => next);
    }

    [Fact]
    public async Task WatchAsync_FrameWithoutEnd_IsRefused()
    {
        var body = new StreamedBody();
        Server.On($"GET {Everywhere}", Answer.Stream(body));
        await using var events = Client.WatchAsync<Gadget>(FromSeven, None).GetAsyncEnumerator();
        for (var i = 0; i < 17; i++)
        {
            body.Raw(new string('x', 1 << 20));
        }

        var thrown = await Assert.ThrowsAsync<KubernetesException>(async () => await events.MoveNextAsync());

        Assert.Contains("larger than 16 MiB", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchAsync_ConsumerStops_ClosesTheStream()
    {
        var body = new StreamedBody().Line(Frame("ADDED", Json("a")));
        Server.On($"GET {Everywhere}", Answer.Stream(body));

        await foreach (var e in Client.WatchAsync<Gadget>(FromSeven, None))
        {
            Assert.Equal(WatchEventType.Added, e.Type);
            break;
        }

        await body.Closed;
    }

    private async Task<List<WatchEvent<Gadget>>> ReadAllAsync(WatchQuery query)
    {
        var events = new List<WatchEvent<Gadget>>();
        await foreach (var e in Client.WatchAsync<Gadget>(query, None))
        {
            events.Add(e);
        }

        return events;
    }
}
