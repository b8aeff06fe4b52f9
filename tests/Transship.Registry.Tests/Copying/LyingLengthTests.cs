using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Quirks;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Copying;

/// <summary>A source that says one length and sends another: one clear error, and nothing at the destination that is not whole.</summary>
public sealed class LyingLengthTests
{
    private static readonly byte[] Layer = FakeImages.Bytes(1, 200_000);

    [Theory]
    [InlineData(200_000, 150_000, RegistryErrorKind.ConnectionFailed)] // the connection ends first
    [InlineData(150_000, 150_000, RegistryErrorKind.DigestMismatch)]
    [InlineData(250_000, 250_000, RegistryErrorKind.DigestMismatch)]
    [InlineData(null, 150_000, RegistryErrorKind.ConnectionFailed)] // no length is said, and the body ends early
    public async Task CopyAsync_LengthOfALayerIsALie_IsOneClearError(int? said, int sent, RegistryErrorKind kind)
    {
        await using var pair = await StartAsync(said, [.. Layer, .. FakeImages.Bytes(2, 50_000)], sent);

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(said > sent ? pair.Source.Host : Hashes.Of(Layer), error.Message, StringComparison.Ordinal);
        Assert.Null(pair.Destination.Store["app"].Manifest("v1"));
        Assert.DoesNotContain(Digest.Sha256(Layer), pair.Destination.Store["app"].Blobs.Keys);
        Assert.Empty(pair.Destination.Store.Uploads);
    }

    [Fact]
    public async Task CopyAsync_LayerIsLongerThanItsDescriptorSays_TheRestIsNotRead()
    {
        await using var pair = await StartAsync(said: null, [.. Layer, .. FakeImages.Bytes(2, 50_000)], sent: 250_000);

        await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Empty(pair.Destination.Store.MissingFor("app", "v1"));
    }

    [Theory]
    [InlineData(Manifest.MaxSize + 1, 400, RegistryErrorKind.TooLarge)] // believed before a byte is read
    [InlineData(4000, 400, RegistryErrorKind.ConnectionFailed)]
    [InlineData(100, 100, RegistryErrorKind.Unavailable)] // cut off by somebody who corrected the length
    public async Task CopyAsync_LengthOfAManifestIsALie_IsOneClearError(int said, int sent, RegistryErrorKind kind)
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", [Layer]);
        pair.Source.Intercept = context => AnswerAsync(context, "/manifests/", said, image.Content, sent, image.Digest.ToString());

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal(kind, error.Kind);
        Assert.Empty(pair.Destination.Store["app"].Manifests);
        Assert.Equal(0, pair.Destination.Requests.Count("POST"));
    }

    private static async Task<RegistryPair> StartAsync(int? said, byte[] bytes, int sent)
    {
        var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", [Layer]);
        var what = $"/blobs/{Digest.Sha256(Layer)}";
        pair.Source.Intercept = context => AnswerAsync(context, what, said, bytes, sent, digest: null);
        return pair;
    }

    private static async Task<bool> AnswerAsync(HttpContext context, string path, int? said, ReadOnlyMemory<byte> bytes, int sent, string? digest)
    {
        if (context.Request.Method != "GET" || !context.Request.Path.Value!.Contains(path, StringComparison.Ordinal))
        {
            return false;
        }

        await (digest is null ? Scripted.Status(200) : Scripted.Status(200, ("Docker-Content-Digest", digest), ("Content-Type", MediaTypes.OciManifest)))(context);
        context.Response.ContentLength = said;
        await context.Response.Body.WriteAsync(bytes[..Math.Min(sent, bytes.Length)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (said > Manifest.MaxSize)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        if (said > sent)
        {
            context.Abort();
        }

        return true;
    }
}
