using Microsoft.AspNetCore.Http;
using Transship.Registry.Blobs;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about sending blobs.</summary>
public sealed class UploadQuirkTests
{
    internal static readonly byte[] Bytes = FakeImages.Bytes(6, 6 * 1024 * 1024);
    internal static readonly Descriptor Blob = new() { Digest = Digest.Sha256(Bytes), Size = Bytes.Length };

    [Fact]
    public async Task Quirk04_UploadUrlHasAQuery_DigestIsAppendedToIt()
    {
        await using var scripted = await Scripted.StartAsync();

        await UploadAsync(scripted);

        var put = Assert.Single(scripted.Requests.All, r => r.Method == "PUT");
        Assert.Equal($"?_state=opaque%2Fstate%3D&digest={Uri.EscapeDataString(Blob.Digest.ToString())}", put.Query);
    }

    [Fact]
    public async Task Quirk05_LocationChangesWithEveryAnswer_TheLastIsUsed()
    {
        await using var scripted = await Scripted.StartAsync();
        CutFirstPut(scripted);
        scripted.On("PATCH", "/uploads/", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await Scripted.Status(202, ("Location", "/v2/app/blobs/uploads/1?moved=yes"))(context);
        });
        scripted.On("PUT", "moved=yes", Scripted.Status(201));

        await UploadAsync(scripted);

        Assert.Equal(1, scripted.Requests.Count("PUT", "moved=yes"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Quirk06_AnySuccessStatus_FinishesAnUpload(int status)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("PUT", "/uploads/", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = status;
        });

        Assert.Equal(BlobUploadOutcome.Uploaded, await UploadAsync(scripted));
    }

    [Fact]
    public async Task Quirk11_MountNotAllowed_UploadsWithoutIt()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("POST", "mount=", Scripted.Status(401));

        Assert.Equal(BlobUploadOutcome.Uploaded, await UploadAsync(scripted, from: "other"));
        Assert.Equal(2, scripted.Requests.Count("POST"));
    }

    [Fact]
    public async Task Quirk15_Patch_WritesContentRangeWithoutUnitAndALength()
    {
        await using var scripted = await Scripted.StartAsync();
        CutFirstPut(scripted);
        var headers = new List<(string Range, long? Length)>();
        scripted.Registry.Intercept = Before(scripted.Registry.Intercept!, context =>
        {
            if (context.Request.Method == "PATCH")
            {
                headers.Add((context.Request.Headers.ContentRange.ToString(), context.Request.ContentLength));
            }
        });

        await UploadAsync(scripted);

        var (range, length) = Assert.Single(headers);
        Assert.Matches("^[0-9]+-6291455$", range);
        Assert.Equal(6291456 - long.Parse(range.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture), length);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Quirk20_MountOfUnknownBlobIsAnError_UploadsWithoutIt(int status)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("POST", "mount=", Scripted.Status(status));

        Assert.Equal(BlobUploadOutcome.Uploaded, await UploadAsync(scripted, from: "other"));
    }

    [Fact]
    public async Task Quirk18_Quay_MountAlwaysNamesItsSource()
    {
        await using var scripted = await Scripted.StartAsync();

        await UploadAsync(scripted, from: "other");
        await UploadAsync(scripted, "app2");

        Assert.All(scripted.Requests.All.Where(r => r.Query.Contains("mount=", StringComparison.Ordinal)), r => Assert.Contains("from=", r.Query, StringComparison.Ordinal));
        Assert.Equal(1, scripted.Requests.Count("POST", "mount="));
    }

    [Fact]
    public async Task Quirk23_MinimumChunkLength_IsRespected()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("POST", "/uploads/", Scripted.Status(202, ("Location", "/v2/app/blobs/uploads/x"), ("OCI-Chunk-Min-Length", "99999999")));
        scripted.On("PUT", "/uploads/", 1, Scripted.Status(413));
        var patched = new List<long?>();
        scripted.On("PATCH", "/uploads/", async context =>
        {
            patched.Add(context.Request.ContentLength);
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 202;
        });
        scripted.On("PUT", "/uploads/", 2, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = scripted.Requests.Count("PUT") == 0 ? 413 : 201;
        });

        await UploadAsync(scripted);

        Assert.Equal([Bytes.Length], patched); // one chunk, although the endpoint was found to want smaller ones
    }

    [Theory]
    [InlineData("0-0", 0L)]
    [InlineData("0-99", 100L)]
    [InlineData("bytes=0-99", 100L)]
    [InlineData("bytes 0-99", 100L)]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    public void Quirk24_StatusRangeInAnyForm_IsUnderstood(string range, long? offset) => Assert.Equal(offset, UploadRange.Offset(range));

    [Fact]
    public async Task Quirk24_PutBreaksInTheMiddle_GoesOnFromWhatTheServerConfirms()
    {
        await using var scripted = await Scripted.StartAsync();
        CutFirstPut(scripted);

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal(1, scripted.Requests.Count("POST"));
        Assert.Equal(1, scripted.Requests.Count("GET", "/uploads/"));
        Assert.Equal(1, scripted.Requests.Count("PATCH"));
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    [Fact]
    public async Task Quirk24_ServerConfirmsAllBytes_OnlyTheCommitIsRepeated()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("PUT", "/uploads/", 1, async context =>
        {
            var upload = scripted.Registry.Store.Uploads.Values.Single();
            await context.Request.Body.CopyToAsync(upload.Received, context.RequestAborted);
            context.Response.StatusCode = 503;
        });
        var opened = new List<long>();

        await scripted.Client.UploadBlobAsync(
            new BlobUpload("app", Blob, (offset, _) =>
            {
                opened.Add(offset);
                return Task.FromResult<Stream>(new MemoryStream(Bytes[(int)offset..]));
            }),
            CancellationToken.None);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal([0L], opened);
        Assert.Equal(0, scripted.Requests.Count("PATCH"));
        Assert.Equal(1, scripted.Requests.Count("POST"));
    }

    [Fact]
    public async Task Quirk24_OffsetUnknown_StartsOverInANewSession()
    {
        await using var scripted = await Scripted.StartAsync();
        CutFirstPut(scripted);
        scripted.On("GET", "/uploads/", Scripted.Status(404));

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal(2, scripted.Requests.Count("POST"));
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    [Fact]
    public async Task Quirk25_RangeNotSatisfiable_ContinuesAtTheServersOffset()
    {
        await using var scripted = await Scripted.StartAsync();
        CutFirstPut(scripted);
        scripted.On("PATCH", "/uploads/", 1, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 416;
        });

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal(2, scripted.Requests.Count("PATCH"));
        Assert.Equal(1, scripted.Requests.Count("POST"));
    }

    [Fact]
    public async Task Quirk36_BodyTooLarge_GoesOnInChunks()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("PUT", "/uploads/", 1, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 413;
        });

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal(2, scripted.Requests.Count("PATCH")); // 5 MiB and the rest
    }

    [Fact]
    public async Task Quirk37_ConnectionReset_IsRetriedByTheProtocolOfOneWindowPerBlob()
    {
        await using var scripted = await Scripted.StartAsync();
        var protocols = new List<string>();
        scripted.On("PUT", "/uploads/", 2, context =>
        {
            protocols.Add(context.Request.Protocol);
            context.Abort();
            return Task.CompletedTask;
        });

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
        Assert.Equal(["HTTP/1.1", "HTTP/1.1"], protocols);
    }

    [Fact]
    public async Task Quirk38_TokenExpiresBetweenPostAndPut_TheBodyIsSentAgainWithAnother()
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Bearer = true });
        scripted.On("PUT", "/uploads/", 1, async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            scripted.Registry.RevokeTokens();
            await Scripted.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{scripted.Registry.Url}token\",service=\"fake\""))(context);
        });

        await UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[Blob.Digest]);
    }

    [Fact]
    public async Task Quirk38_Upload_NeverExpectsContinue()
    {
        await using var scripted = await Scripted.StartAsync();
        var expects = new List<string>();
        scripted.Registry.Intercept = context =>
        {
            expects.Add(context.Request.Headers.Expect.ToString());
            return Task.FromResult(false);
        };

        await UploadAsync(scripted);

        Assert.Equal(["", ""], expects);
    }

    [Fact]
    public async Task Quirk42_FinalError_IsNotRepeatedAndTheUploadIsGivenUp()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("PUT", "/uploads/", Scripted.Status(403));

        var error = await Assert.ThrowsAsync<RegistryException>(() => UploadAsync(scripted));

        Assert.Equal(RegistryErrorKind.PermissionDenied, error.Kind);
        Assert.Equal(1, scripted.Requests.Count("PUT"));
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    internal static Task<BlobUploadOutcome> UploadAsync(Scripted scripted, string repository = "app", string? from = null) => scripted.Client.UploadBlobAsync(
        new BlobUpload(repository, Blob, (offset, _) => Task.FromResult<Stream>(new MemoryStream(Bytes, (int)offset, Bytes.Length - (int)offset))) { MountFrom = from },
        CancellationToken.None);

    /// <summary>The server takes 3 MB of the first PUT, keeps them as confirmed, and breaks the connection.</summary>
    internal static void CutFirstPut(Scripted scripted) => scripted.On("PUT", "/uploads/", 1, async context =>
    {
        var upload = scripted.Registry.Store.Uploads.Values.Single();
        var buffer = new byte[3_000_000];
        await context.Request.Body.ReadExactlyAsync(buffer);
        upload.Received.Write(buffer);
        context.Abort();
    });

    private static Func<HttpContext, Task<bool>> Before(Func<HttpContext, Task<bool>> next, Action<HttpContext> look) => context =>
    {
        look(context);
        return next(context);
    };
}
