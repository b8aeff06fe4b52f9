using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

public sealed class CopyEngineTests
{
    private static readonly byte[][] Layers = [FakeImages.Bytes(1, 700_000), FakeImages.Bytes(2, 50_000)];

    [Theory]
    [InlineData(null, false)]
    [InlineData("user", false)]
    [InlineData("user", true)]
    [InlineData(null, true)]
    public async Task CopyAsync_Image_ArrivesByteForByte(string? user, bool bearer)
    {
        var options = new FakeRegistryOptions { Username = user, Password = "secret", Bearer = bearer };
        await using var pair = await RegistryPair.StartAsync(options, options);
        var image = pair.Source.Store["team/app"].AddImage("v1", Layers);

        var result = await pair.CopyAsync("team/app", "v1", "mirror/app", "v1");

        Assert.Equal(CopyOutcome.Copied, result.Outcome);
        Assert.Equal(image.Digest, result.Digest);
        Assert.Equal(3, result.Blobs.Transferred);
        Assert.Equal(image.Content.ToArray(), pair.Destination.Store["mirror/app"].Manifest("v1")!.Content.ToArray());
        Assert.Empty(pair.Destination.Store.MissingFor("mirror/app", "v1"));
        Assert.Empty(pair.Destination.Store.Uploads);
    }

    [Fact]
    public async Task CopyAsync_Index_BringsChildrenBeforeIt()
    {
        await using var pair = await RegistryPair.StartAsync();
        var source = pair.Source.Store["app"];
        var amd = source.AddImage(null, Layers);
        var arm = source.AddImage(null, [Layers[0], FakeImages.Bytes(3, 1000)], "arm64");
        source.AddIndex("v1", ("amd64", amd), ("arm64", arm));

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
        Assert.Equal(5, result.Blobs.Transferred); // two configs, three layers: the shared one once
        Assert.Equal(1, result.Blobs.Skipped);
    }

    [Fact]
    public async Task CopyAsync_IndexesWithinAnIndex_ArriveWithTheImagesOfBoth()
    {
        await using var pair = await RegistryPair.StartAsync();
        var source = pair.Source.Store["app"];
        var inner = source.AddIndex(null, ("amd64", source.AddImage(null, Layers)), ("arm64", source.AddDockerImage(null, [Layers[1]])));
        var outer = source.AddIndex("v1", ("any", source.AddIndex(null, ("any", inner))), ("s390x", source.AddImage(null, [FakeImages.Bytes(3, 1000)], "s390x")));

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(outer.Digest, result.Digest);
        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
        Assert.Equal(6, pair.Destination.Store["app"].Manifests.Count);
    }

    [Fact]
    public async Task CopyAsync_TagMovesMeanwhile_WhatItStoodForAtFirstIsCopied()
    {
        await using var pair = await RegistryPair.StartAsync();
        var first = pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Source.Intercept = context =>
        {
            if (context.Request.Method == "GET")
            {
                pair.Source.Store["app"].AddImage("v1", [FakeImages.Bytes(9, 100)]);
            }

            return Task.FromResult(false);
        };

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal((first.Digest, first.Digest), (result.Digest, pair.Destination.Store["app"].Tags["v1"]));
        Assert.Equal(1, pair.Source.Requests.Count("GET", $"/manifests/{first.Digest}"));
        Assert.Equal(0, pair.Source.Requests.Count("GET", "/manifests/v1"));
    }

    [Theory]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", false)]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", true)]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", false)]
    public async Task CopyAsync_ForeignLayer_StaysBehindUnlessAskedFor(string mediaType, bool isAskedFor)
    {
        await using var pair = await RegistryPair.StartAsync();
        var source = pair.Source.Store["app"];
        var (config, layer, foreign) = (source.AddBlob("{}"u8.ToArray(), "application/vnd.oci.image.config.v1+json"), source.AddBlob(Layers[0]), source.AddBlob(Layers[1], mediaType));
        var image = source.AddManifest("v1", new
        {
            schemaVersion = 2,
            mediaType = MediaTypes.OciManifest,
            config = FakeImages.Json(config),
            layers = new[] { FakeImages.Json(layer), FakeImages.Json(foreign) },
        });

        var result = await pair.CopyAsync("app", "v1", "app", "v1", foreignLayers: isAskedFor);

        Assert.Equal(image.Digest, result.Digest);
        Assert.Equal(isAskedFor ? [] : [foreign.Digest.ToString()], pair.Destination.Store.MissingFor("app", "v1"));
        Assert.Equal(isAskedFor ? 1 : 0, pair.Source.Requests.Count("GET", $"/blobs/{foreign.Digest}"));
    }

    [Fact]
    public async Task CopyAsync_SameDigestThere_IsUpToDateAfterTwoHeads()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        await pair.CopyAsync("app", "v1", "app", "v1");
        pair.Source.Requests.Clear();
        pair.Destination.Requests.Clear();

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(CopyOutcome.UpToDate, result.Outcome);
        Assert.Equal("HEAD", Assert.Single(pair.Source.Requests.All).Method);
        Assert.Equal("HEAD", Assert.Single(pair.Destination.Requests.All).Method);
    }

    [Fact]
    public async Task CopyAsync_PinnedDigestThere_AsksTheSourceNothing()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", Layers);
        await pair.CopyAsync("app", "v1", "app", "v1");
        pair.Source.Requests.Clear();

        var result = await pair.CopyAsync("app", image.Digest.ToString(), "app", "v1");

        Assert.Equal(CopyOutcome.UpToDate, result.Outcome);
        Assert.Empty(pair.Source.Requests.All);
    }

    [Fact]
    public async Task CopyAsync_OtherContentThereWithoutOverride_LeavesItAlone()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        var old = pair.Destination.Store["app"].AddImage("v1", [FakeImages.Bytes(9, 10)]);

        var result = await pair.CopyAsync("app", "v1", "app", "v1", mayOverride: false);

        Assert.Equal(CopyOutcome.RefusedByOverride, result.Outcome);
        Assert.Equal(old.Digest, pair.Destination.Store["app"].Tags["v1"]);
    }

    [Fact]
    public async Task CopyAsync_BlobInAnotherRepository_IsMountedByOneRequest()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["a"].AddImage("v1", Layers);
        pair.Source.Store["b"].AddImage("v1", Layers);
        await pair.CopyAsync("a", "v1", "a", "v1");
        pair.Source.Requests.Clear();
        pair.Destination.Requests.Clear();

        var result = await pair.CopyAsync("b", "v1", "b", "v1");

        Assert.Equal(3, result.Blobs.Mounted);
        Assert.Equal(0, pair.Source.Requests.Count("GET", "/blobs/"));
        Assert.Equal(3, pair.Destination.Requests.Count("POST", "from=a"));
        Assert.Equal(0, pair.Destination.Requests.Count("PUT", "/blobs/"));
        Assert.Equal(0, pair.Destination.Requests.Count("HEAD", "/blobs/"));
    }

    [Fact]
    public async Task CopyAsync_ManyImagesAtOnce_EveryBlobCrossesOnce()
    {
        await using var pair = await RegistryPair.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            pair.Source.Store[$"r{i % 5}"].AddImage($"v{i}", [.. Layers, FakeImages.Bytes(100 + i, 20_000)]);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => pair.CopyAsync($"r{i % 5}", $"v{i}", $"r{i % 5}", $"v{i}")));

        Assert.All(Layers, layer => Assert.Equal(1, pair.Source.Requests.Count("GET", Hashes.Of(layer))));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Empty(pair.Destination.Store.MissingFor($"r{i % 5}", $"v{i}")));
    }

    [Fact]
    public async Task CopyAsync_CorruptLayer_FailsAndSetsNoTag()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Source.Store["app"].Blobs[image.Blobs[1].Digest] = FakeImages.Bytes(77, (int)image.Blobs[1].Size);

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
        Assert.Null(pair.Destination.Store["app"].Manifest("v1"));
        Assert.Empty(pair.Destination.Store.Uploads);
    }

    [Fact]
    public async Task CopyAsync_WrongPassword_SaysSo()
    {
        await using var pair = await RegistryPair.StartAsync(new FakeRegistryOptions { Username = "user", Password = "secret" });
        using var client = new RegistryClient(pair.Source.Endpoint with { Credentials = new RegistryCredentials("user", new Secret("wrong")) });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.AuthenticationFailed, error.Kind);
        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyAsync_NothingThere_SaysWhatIsMissing()
    {
        await using var pair = await RegistryPair.StartAsync();

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(RegistryErrorKind.NotFound, error.Kind);
        Assert.Contains("app:v1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyAsync_Stopped_EndsInMidBlob()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        using var stop = new CancellationTokenSource();
        pair.Source.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.ContentLength = Layers[0].Length;
            await context.Response.Body.WriteAsync(Layers[0].AsMemory(0, 1000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pair.CopyAsync("app", "v1", "app", "v1", cancellationToken: stop.Token));

        Assert.Empty(pair.Destination.Store.Uploads);
    }
}
