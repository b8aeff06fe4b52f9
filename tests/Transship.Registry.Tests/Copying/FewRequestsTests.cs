using Transship.Registry.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

/// <summary>What is known is not asked for: every request that a copy sends is counted.</summary>
public sealed class FewRequestsTests
{
    private static readonly byte[][] SmallLayers = [FakeImages.Bytes(1, 200_000), FakeImages.Bytes(2, 50_000)];

    [Fact]
    public async Task CopyAsync_TagKnownToBeNew_CostsOneManifestReadAndNoQuestionAtTheDestination()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", SmallLayers);

        var result = await NewAsync(pair, "v1");

        Assert.Equal(CopyOutcome.Copied, result.Outcome);
        Assert.Equal(image.Digest, pair.Destination.Store["app"].Tags["v1"]);
        Assert.Equal(["GET /v2/app/manifests/v1 -> 200"], pair.Source.Requests.All.Where(r => r.Path.Contains("/manifests/", StringComparison.Ordinal)).Select(r => r.ToString()));
        Assert.Equal(4, pair.Source.Requests.All.Count); // and three blobs
        Assert.Equal(0, pair.Destination.Requests.Count("HEAD"));
        Assert.Equal(3, pair.Destination.Requests.Count("POST"));
        Assert.Equal(4, pair.Destination.Requests.Count("PUT"));
        Assert.Equal(7, pair.Destination.Requests.All.Count);
    }

    [Fact]
    public async Task CopyAsync_RepositoryKnownToBeNew_SmallBlobsAreSentUnaskedAndLargeOnesAreNot()
    {
        await using var pair = await RegistryPair.StartAsync();
        byte[][] layers = [FakeImages.Bytes(1, 200_000), FakeImages.Bytes(3, 2_000_000)];
        pair.Source.Store["app"].AddImage("v1", layers);
        pair.Destination.Store["app"].AddBlob(layers[1]); // left by a copy that was stopped before it had a tag

        var result = await NewAsync(pair, "v1", repositoryIsNew: true);

        Assert.Equal((2, 1), (result.Blobs.Transferred, result.Blobs.Skipped));
        Assert.Equal(2_000_000, result.Bytes.Skipped);
        Assert.Equal(0, pair.Destination.Requests.Count("POST", "mount="));
        Assert.Equal(1, pair.Destination.Requests.Count("HEAD"));
        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
    }

    [Fact]
    public async Task CopyAsync_RepositoryKnownToBeNew_WhatAnotherRepositoryHasIsMounted()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", SmallLayers);
        pair.Source.Store["other"].AddImage("v1", SmallLayers);
        await NewAsync(pair, "v1", repositoryIsNew: true);

        var result = await NewAsync(pair, "v1", repositoryIsNew: true, repository: "other");

        Assert.Equal(3, result.Blobs.Mounted);
        Assert.Equal(3, pair.Destination.Requests.Count("POST", "from=app"));
    }

    [Fact]
    public async Task CopyAsync_TagKnownToBeNewButNotAtTheSource_FailsAsNotFound()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", SmallLayers);

        var error = await Assert.ThrowsAsync<Registry.Errors.RegistryException>(() => NewAsync(pair, "v2"));

        Assert.Equal(Registry.Errors.RegistryErrorKind.NotFound, error.Kind);
        Assert.Empty(pair.Destination.Requests.All);
    }

    [Fact]
    public async Task CopyAsync_SmallBlobsThereUnderAnotherTag_AreFoundByTheUploadRequestAlone()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", SmallLayers);
        pair.Destination.Store["app"].AddImage("old", SmallLayers);

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(3, result.Blobs.Skipped);
        Assert.Equal(3, pair.Destination.Requests.Count("POST", "from=app"));
        Assert.Equal(0, pair.Destination.Requests.Count("HEAD", "/blobs/"));
        Assert.Equal(0, pair.Source.Requests.Count("GET", "/blobs/"));
    }

    [Fact]
    public async Task CopyAsync_LargeBlobThereInARegistryWithoutMounts_IsNotSentAgain()
    {
        await using var pair = await RegistryPair.StartAsync(destination: new FakeRegistryOptions { Mounts = false });
        byte[][] layers = [FakeImages.Bytes(3, 2_000_000)];
        pair.Source.Store["app"].AddImage("v1", layers);
        pair.Destination.Store["app"].AddImage("old", layers);

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal(2_000_000, result.Bytes.Skipped);
        Assert.Equal(1, pair.Destination.Requests.Count("HEAD", "/blobs/"));
        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
    }

    private static Task<CopyResult> NewAsync(RegistryPair pair, string tag, bool repositoryIsNew = false, string repository = "app") => pair.Engine.CopyAsync(
        new CopyRequest
        {
            Source = pair.SourceClient,
            SourceRepository = repository,
            SourceReference = tag,
            Destination = pair.DestinationClient,
            DestinationRepository = repository,
            DestinationTags = [tag],
            TagsAreNew = true,
            RepositoryIsNew = repositoryIsNew,
        },
        progress: null,
        CancellationToken.None);
}
