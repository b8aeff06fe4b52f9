using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Tests.Copying;
using Transship.Registry.Tests.Quirks;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Pacing;

/// <summary>What the pace comes to in requests that a registry gets.</summary>
public sealed class PacingOnTheWireTests
{
    [Theory]
    [InlineData(429, 8)]
    [InlineData(503, 8)]
    [InlineData(500, 17)]
    public async Task SendAsync_RegistryIsOverloaded_TheWindowIsHalved(int status, int window)
    {
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = new FakeTimeProvider(), RetryDelay = TimeSpan.Zero });
        scripted.App.AddImage("v1", []);
        scripted.On("HEAD", "/manifests/", 1, Scripted.Status(status));

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(window, ((IRegistryClient)scripted.Client).Gate!.Window);
    }

    [Fact]
    public async Task SendAsync_RequestsPerSecond_TheThirdWaitsForItsTurn()
    {
        var time = new FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = time }, endpoint: e => e with { Limits = new EndpointLimits { RequestsPerSecond = 2 } });
        scripted.App.AddImage("v1", []);
        await ResolveAsync(scripted);

        var second = ResolveAsync(scripted);
        await time.WhenWaitingAsync(TimeSpan.FromSeconds(0.5)).WaitAsync(Patience.Limit);
        var third = ResolveAsync(scripted);
        await time.WhenWaitingAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Limit);
        Assert.Equal(1, scripted.Requests.Count("HEAD"));
        time.Advance(TimeSpan.FromSeconds(0.5));
        await second;
        Assert.Equal(2, scripted.Requests.Count("HEAD"));
        time.Advance(TimeSpan.FromSeconds(0.5));
        await third;
    }

    [Fact]
    public async Task UploadBlobAsync_LayersTakeAllTheyMay_SmallRequestsAreAnsweredMeanwhile()
    {
        await using var scripted = await Scripted.StartAsync(endpoint: e => e with { Limits = new EndpointLimits { MaxConcurrentRequests = 4 } });
        scripted.App.AddImage("v1", []);
        var stuck = new TaskCompletionSource();
        var sending = 0;
        var full = new TaskCompletionSource();
        scripted.Registry.Intercept = async context =>
        {
            if (context.Request.Method == "PUT")
            {
                if (Interlocked.Increment(ref sending) == 3)
                {
                    full.SetResult();
                }

                await stuck.Task.WaitAsync(context.RequestAborted);
            }

            return false;
        };
        var layers = Enumerable.Range(0, 20).Select(i => FakeImages.Bytes(i, 1000)).Select(bytes => scripted.Client.UploadBlobAsync(
            new BlobUpload("app", new Descriptor { Digest = Digest.Sha256(bytes), Size = bytes.Length }, (_, _) => Task.FromResult<Stream>(new MemoryStream(bytes))), CancellationToken.None)).ToList();
        await full.Task.WaitAsync(Patience.Limit);

        for (var i = 0; i < 10; i++)
        {
            await ResolveAsync(scripted);
        }

        Assert.Equal(3, sending);
        Assert.DoesNotContain(layers, l => l.IsCompleted);
        stuck.SetResult();
        await Task.WhenAll(layers).WaitAsync(Patience.Limit);
        Assert.Equal(20, scripted.App.Blobs.Count - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CopyAsync_LayerTakesLongerThanAnyTimeout_ArrivesWhileItMoves(bool isSourceSlow)
    {
        // A tenth of the layer each 100 ms: twice the time that a request may take, a quarter of the time that a blob may stand still.
        await using var pair = await RegistryPair.StartAsync(client: RegistryPair.Quick with { RequestTimeout = TimeSpan.FromMilliseconds(500), StallTimeout = TimeSpan.FromSeconds(4) });
        var layer = FakeImages.Bytes(1, 1_000_000);
        pair.Source.Store["app"].AddImage("v1", [layer]);
        var slow = isSourceSlow ? pair.Source : pair.Destination;
        slow.Intercept = async context =>
        {
            if (isSourceSlow && context.Request.Path.Value!.EndsWith(Hashes.Of(layer), StringComparison.Ordinal))
            {
                context.Response.ContentLength = layer.Length;
                for (var i = 0; i < 10; i++)
                {
                    await context.Response.Body.WriteAsync(layer.AsMemory(i * 100_000, 100_000), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(100, context.RequestAborted);
                }

                return true;
            }

            if (!isSourceSlow && context.Request.Method == "PUT" && context.Request.ContentLength == layer.Length)
            {
                var wire = context.Request.Body;
                var kept = new MemoryStream();
                context.Response.RegisterForDispose(kept);
                var piece = new byte[100_000];
                for (var i = 0; i < 10; i++)
                {
                    await wire.ReadExactlyAsync(piece, context.RequestAborted);
                    kept.Write(piece);
                    await Task.Delay(100, context.RequestAborted);
                }

                kept.Position = 0;
                context.Request.Body = kept;
            }

            return false;
        };

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(2, result.Blobs.Transferred);
        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
        Assert.Equal(1, pair.Source.Requests.Count("GET", Hashes.Of(layer)));
        Assert.Equal(2, pair.Destination.Requests.Count("PUT", "/uploads/"));
    }

    private static async Task ResolveAsync(Scripted scripted) => Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
}
