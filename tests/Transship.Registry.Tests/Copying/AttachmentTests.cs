using Transship.Registry.Copying;
using Transship.Registry.Tests.Quirks;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

public sealed class AttachmentTests
{
    [Fact]
    public async Task CopyAsync_DigestTags_CosignsTagsTravelWithTheirImage()
    {
        await using var pair = await RegistryPair.StartAsync();
        var index = ManifestQuirkTests.AddIndex(pair.Source.Store["app"]);
        var root = index.Digest.ToString().Replace(':', '-');
        var child = index.Children[0].Digest.ToString().Replace(':', '-');
        foreach (var tag in new[] { root + ".sig", root + ".att", child + ".sig" })
        {
            pair.Source.Store["app"].AddImage(tag, [FakeImages.Bytes(tag.Length, 100)]);
        }

        await pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { DigestTags = true }, null, CancellationToken.None);

        Assert.Equal(4, pair.Destination.Store["app"].Tags.Count);
        Assert.All(pair.Destination.Store["app"].Tags.Keys, tag => Assert.Empty(pair.Destination.Store.MissingFor("app", tag)));
    }

    [Fact]
    public async Task CopyAsync_SignedAfterTheCopy_TheSignatureFollows()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 100)]);
        var request = ManifestQuirkTests.Request(pair) with { Referrers = true };
        await pair.Engine.CopyAsync(request, null, CancellationToken.None);
        var signature = pair.Source.Store["app"].AddReferrer(image, "application/signature", [1]);
        var statement = pair.Source.Store["app"].AddReferrer(signature, "application/statement", [2]); // refers to what refers

        var result = await pair.Engine.CopyAsync(request, null, CancellationToken.None);

        Assert.Equal(CopyOutcome.UpToDate, result.Outcome);
        Assert.NotNull(pair.Destination.Store["app"].Manifest(signature.Digest.ToString()));
        Assert.NotNull(pair.Destination.Store["app"].Manifest(statement.Digest.ToString()));
    }

    [Fact]
    public async Task CopyAsync_IndexOfSeveralImages_WhatRefersToEachIsAskedForAtTheSameTime()
    {
        await using var pair = await RegistryPair.StartAsync();
        var index = ManifestQuirkTests.AddIndex(pair.Source.Store["app"]);
        var waiting = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Source.Intercept = async context =>
        {
            if (context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal))
            {
                if (Interlocked.Increment(ref waiting) == 1 + index.Children.Count)
                {
                    all.TrySetResult();
                }

                await all.Task.WaitAsync(context.RequestAborted);
            }

            return false;
        };

        await pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Referrers = true }, null, CancellationToken.None);

        Assert.Equal(1 + index.Children.Count, pair.Source.Requests.Count("GET", "/referrers/"));
    }

    [Fact]
    public async Task CopyAsync_NotAskedFor_AttachmentsStayWhereTheyAre()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 100)]);
        pair.Source.Store["app"].AddReferrer(image, "application/signature", [1], image.Digest.ToString().Replace(':', '-') + ".sig");

        await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Single(pair.Destination.Store["app"].Manifests);
        Assert.Equal(0, pair.Source.Requests.Count("GET", "/referrers/"));
    }
}
