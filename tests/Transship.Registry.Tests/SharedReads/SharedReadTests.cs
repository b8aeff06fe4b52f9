using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Errors;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.SharedReads;

public sealed class SharedReadTests
{
    private static readonly byte[][] Base = [.. Enumerable.Range(0, 4).Select(i => FakeImages.Bytes(i, 300_000 + (i * 1000)))];

    [Fact]
    public async Task CopyAsync_TwoDestinations_TheSourceSendsEachBlobOnce()
    {
        await using var fan = await Fan.StartAsync();
        var images = Enumerable.Range(0, 6).Select(i => fan.Source.Store["app"].AddImage($"v{i}", [.. Base, FakeImages.Bytes(100 + i, 50_000)])).ToArray();

        await Task.WhenAll(fan.CopyAsync(0, images), fan.CopyAsync(1, images));

        var gets = fan.Source.Requests.All.Where(r => r.Method == "GET" && r.Path.Contains("/blobs/", StringComparison.Ordinal)).GroupBy(r => r.Path, StringComparer.Ordinal).ToList();
        Assert.Equal(4 + 6 + 6, gets.Count);
        Assert.All(gets, g => Assert.Single(g));
        Assert.All(fan.Destinations, d => Assert.All(images, i => Assert.Empty(d.Store.MissingFor("app", i.Digest.ToString()))));
    }

    [Fact]
    public async Task CopyAsync_DestinationsLackDifferentThings_WhatBothLackIsReadOnce()
    {
        await using var fan = await Fan.StartAsync();
        var images = Enumerable.Range(0, 8).Select(i => fan.Source.Store["app"].AddImage($"v{i}", [FakeImages.Bytes(i, 100_000)])).ToArray();

        await Task.WhenAll(fan.CopyAsync(0, images), fan.CopyAsync(1, images[5..]));

        Assert.All(images, i => Assert.Equal(1, fan.Source.Requests.Count("GET", i.Blobs[1].Digest.ToString())));
        Assert.All(images[5..], i => Assert.Empty(fan.Destinations[1].Store.MissingFor("app", i.Digest.ToString())));
    }

    [Fact]
    public async Task CopyAsync_OneDestinationFails_TheOtherGetsEverything()
    {
        await using var fan = await Fan.StartAsync();
        var image = fan.Source.Store["app"].AddImage("v1", Base);
        fan.Destinations[1].Intercept = async context =>
        {
            if (context.Request.Method != "PUT")
            {
                return false;
            }

            await context.Request.Body.ReadExactlyAsync(new byte[1000], context.RequestAborted);
            context.Response.StatusCode = 403;
            return true;
        };

        var failing = fan.CopyAsync(1, [image]);
        await fan.CopyAsync(0, [image]);
        var error = await Assert.ThrowsAsync<RegistryException>(() => failing);

        Assert.Equal(RegistryErrorKind.PermissionDenied, error.Kind);
        Assert.Empty(fan.Destinations[0].Store.MissingFor("app", image.Digest.ToString()));
        Assert.All(fan.Destinations, d => Assert.Empty(d.Store.Uploads));
    }

    [Fact]
    public async Task CopyAsync_OneIsCancelledInMidBlob_TheOtherGetsEverything()
    {
        await using var fan = await Fan.StartAsync();
        var image = fan.Source.Store["app"].AddImage("v1", Base);
        using var stop = new CancellationTokenSource();
        fan.Destinations[1].Intercept = async context =>
        {
            if (context.Request.Method == "PUT")
            {
                await context.Request.Body.ReadExactlyAsync(new byte[1000], context.RequestAborted);
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        };

        var stopped = fan.CopyAsync(1, [image], cancellationToken: stop.Token);
        await fan.CopyAsync(0, [image]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.Empty(fan.Destinations[0].Store.MissingFor("app", image.Digest.ToString()));
    }

    [Fact]
    public async Task CopyAsync_OneDestinationTakesNothing_IsLeftBehindAndReadsTheRestItself()
    {
        var time = new FakeTimeProvider();
        await using var fan = await Fan.StartAsync(new CopyOptions { Time = time });
        var layer = FakeImages.Bytes(9, 48 * 1024 * 1024); // more than sockets buffer
        var image = fan.Source.Store["app"].AddImage("v1", [layer]);
        var go = new TaskCompletionSource();
        fan.Destinations[1].Intercept = async context =>
        {
            if (context.Request.Method == "PUT" && context.Request.ContentLength == layer.Length)
            {
                await go.Task.WaitAsync(context.RequestAborted);
            }

            return false;
        };

        var stuck = fan.CopyAsync(1, [image]);
        var quick = fan.CopyAsync(0, [image]);
        await PassAsync(time, TimeSpan.FromSeconds(10), quick);
        Assert.False(stuck.IsCompleted);
        go.SetResult();
        await stuck.WaitAsync(Patience.Limit);

        Assert.All(fan.Destinations, d => Assert.Empty(d.Store.MissingFor("app", image.Digest.ToString())));
        Assert.InRange(fan.Source.Requests.Count("GET", Hash(layer)), 2, 3); // on this clock ten seconds may pass before the quick one is at work
    }

    [Fact]
    public async Task CopyAsync_CompanionNeverComes_IsWaitedForOnlyOnce()
    {
        var time = new FakeTimeProvider();
        await using var fan = await Fan.StartAsync(new CopyOptions { Time = time });
        var images = Enumerable.Range(0, 40).Select(i => fan.Source.Store["app"].AddImage($"v{i}", [FakeImages.Bytes(i, 1000)])).ToArray();
        var start = time.GetUtcNow();
        using var absent = await fan.JoinAsync(1, images, companions: 0);

        var copy = fan.CopyAsync(0, images);
        await PassAsync(time, TimeSpan.FromSeconds(2), copy);

        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)); // four at a time: twenty seconds if it were waited for each time
        Assert.All(images, i => Assert.Empty(fan.Destinations[0].Store.MissingFor("app", i.Digest.ToString())));
    }

    [Fact]
    public async Task CopyAsync_SourceIsCorrupt_BothFailAndNeitherHasATag()
    {
        await using var fan = await Fan.StartAsync();
        var image = fan.Source.Store["app"].AddImage("v1", Base);
        fan.Source.Store["app"].Blobs[image.Blobs[1].Digest] = FakeImages.Bytes(77, (int)image.Blobs[1].Size);

        var copies = new[] { fan.CopyAsync(0, [image]), fan.CopyAsync(1, [image]) };

        foreach (var copy in copies)
        {
            Assert.Equal(RegistryErrorKind.DigestMismatch, (await Assert.ThrowsAsync<RegistryException>(() => copy)).Kind);
        }

        Assert.All(fan.Destinations, d => Assert.Empty(d.Store["app"].Manifests));
        Assert.All(fan.Destinations, d => Assert.Empty(d.Store.Uploads));
    }

    [Fact]
    public async Task CopyAsync_SameLayersThroughTwoRepositories_NobodyWaitsInACircle()
    {
        var time = new FakeTimeProvider(); // stands still: whoever waited for patience would wait for ever
        await using var fan = await Fan.StartAsync(new CopyOptions { Time = time });
        var one = fan.Source.Store["one"].AddImage("v1", Base);
        var two = fan.Source.Store["two"].AddImage("v1", Base);

        await Task.WhenAll(fan.CopyAsync(0, [one], repository: "one"), fan.CopyAsync(1, [two], repository: "two"), fan.CopyAsync(1, [one], repository: "one"), fan.CopyAsync(0, [two], repository: "two"))
            .WaitAsync(Patience.Limit);

        Assert.All(Base, layer => Assert.Equal(1, fan.Source.Requests.Count("GET", Hash(layer))));
    }

    private static async Task PassAsync(FakeTimeProvider time, TimeSpan step, Task until)
    {
        while (!until.IsCompleted)
        {
            await Task.WhenAny(until, time.WhenWaitingAsync(step)).WaitAsync(Patience.Limit);
            time.Advance(step);
        }

        await until;
    }

    private static string Hash(byte[] bytes) => Digest.Sha256(bytes).ToString();
}
