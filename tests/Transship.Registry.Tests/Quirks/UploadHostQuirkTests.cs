using Transship.Registry.Blobs;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Certificates;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about what a host cannot do with uploads.</summary>
public sealed class UploadHostQuirkTests
{
    private static readonly byte[] Bytes = UploadQuirkTests.Bytes;

    /// <summary>The rows 7 (Amazon loses chunks), 16 (Google takes none) and 17 (GitHub breaks them).</summary>
    public static TheoryData<string> OnePieceHosts =>
    [
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "public.ecr.aws", "europe-docker.pkg.dev", "eu.gcr.io", "ghcr.io",
    ];

    [Theory]
    [MemberData(nameof(OnePieceHosts))]
    public async Task Quirk07Quirk16Quirk17_PutBreaksWhereChunksAreLost_ANewSessionGetsOnePiece(string host)
    {
        await using var scripted = await BehindAsync(host);
        UploadQuirkTests.CutFirstPut(scripted);

        await UploadQuirkTests.UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[UploadQuirkTests.Blob.Digest]);
        Assert.Equal((2, 2, 1), (scripted.Requests.Count("POST"), scripted.Requests.Count("PUT"), scripted.Requests.Count("DELETE")));
        Assert.Equal((0, 0), (scripted.Requests.Count("PATCH"), scripted.Requests.Count("GET")));
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    [Theory]
    [MemberData(nameof(OnePieceHosts))]
    public async Task Quirk07Quirk16Quirk17_BodyTooLargeWhereChunksAreLost_IsSaidSo(string host)
    {
        await using var scripted = await BehindAsync(host);
        scripted.On("PUT", "/uploads/", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 413;
        });

        var error = await Assert.ThrowsAsync<RegistryException>(() => UploadQuirkTests.UploadAsync(scripted));

        Assert.Equal((RegistryErrorKind.TooLarge, false), (error.Kind, error.IsRetryable));
        Assert.Equal(0, scripted.Requests.Count("PATCH"));
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    [Fact]
    public async Task Quirk03_UploadSentFromHttpsToHttp_GetsNoBytes()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server("localhost");
        await using var storage = await FakeRegistry.StartAsync();
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Certificate = certificate }, endpoint: e => e with { Tls = new TlsOptions { CaPem = authority.Pem } });
        scripted.On("POST", "/uploads/", Scripted.Status(202, ("Location", $"http://127.0.0.1:{storage.Url.Port}/upload")));

        var error = await Assert.ThrowsAsync<RegistryException>(() => UploadQuirkTests.UploadAsync(scripted));

        Assert.Equal((RegistryErrorKind.ProtocolError, false), (error.Kind, error.IsRetryable));
        Assert.Empty(storage.Requests.All);
    }

    [Theory]
    [InlineData(405, 1)]
    [InlineData(400, 1)]
    [InlineData(500, 5)] // may be the server's trouble of the moment: repeated as such, then taken for a refusal
    [InlineData(501, 5)]
    public async Task Quirk22_MountsAreRefused_TheyAreNotTriedAgainForTenMinutes(int status, int mounts)
    {
        var time = new FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = time, RetryDelay = TimeSpan.Zero });
        scripted.On("POST", "mount=", Scripted.Status(status));

        Assert.Equal(BlobUploadOutcome.Uploaded, await UploadQuirkTests.UploadAsync(scripted, from: "other"));
        Assert.Equal(BlobUploadOutcome.Uploaded, await UploadQuirkTests.UploadAsync(scripted, "app2", from: "other"));
        Assert.Equal(mounts, scripted.Requests.Count("POST", "mount="));

        time.Advance(TimeSpan.FromMinutes(11));
        await UploadQuirkTests.UploadAsync(scripted, "app3", from: "other");
        Assert.Equal(2 * mounts, scripted.Requests.Count("POST", "mount="));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public async Task Quirk06_AnySuccessStatus_OpensAnUploadAndTakesAChunk(int status)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.Registry.Intercept = context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = context.Request.Method is "POST" or "PATCH" ? status : context.Response.StatusCode;
                return Task.CompletedTask;
            });
            return Task.FromResult(false);
        };
        UploadQuirkTests.CutFirstPut(scripted);

        await UploadQuirkTests.UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[UploadQuirkTests.Blob.Digest]);
        Assert.Equal((1, 1), (scripted.Requests.Count("POST"), scripted.Requests.Count("PATCH")));
    }

    [Theory]
    [InlineData(true, 1)] // only the commit is missing
    [InlineData(false, 2)]
    public async Task Quirk24_AnswerToAPatchIsLost_ItIsNotReplayedBlindly(bool wasTaken, int patches)
    {
        await using var scripted = await Scripted.StartAsync();
        var order = new List<string>();
        scripted.On("PATCH", "/uploads/", 1, async context =>
        {
            var upload = scripted.Registry.Store.Uploads.Values.Single();
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await upload.Received.WriteAsync(body.ToArray().AsMemory(0, wasTaken ? (int)body.Length : 1000));
            context.Abort();
        });
        UploadQuirkTests.CutFirstPut(scripted);
        var next = scripted.Registry.Intercept!;
        scripted.Registry.Intercept = context =>
        {
            order.Add(context.Request.Method);
            return next(context);
        };

        await UploadQuirkTests.UploadAsync(scripted);

        Assert.Equal(Bytes, scripted.App.Blobs[UploadQuirkTests.Blob.Digest]);
        Assert.Equal(patches, scripted.Requests.Count("PATCH"));
        Assert.Equal(["POST", "PUT", "GET", "PATCH", "GET"], order.Take(5)); // the registry is asked before anything is sent again
        Assert.Equal(1, scripted.Requests.Count("POST"));
    }

    /// <summary>A client of a host of the wide world, whose requests all come to the fake registry, as to a proxy.</summary>
    private static Task<Scripted> BehindAsync(string host) =>
        Scripted.StartAsync(endpoint: e => new RegistryEndpoint(new Uri($"http://{host}/")) { Proxy = e.Url });
}
