using System.Text;
using Microsoft.AspNetCore.Http;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about manifests.</summary>
public sealed class ManifestQuirkTests
{
    private static readonly byte[][] Layers = [FakeImages.Bytes(1, 20_000)];

    [Fact]
    public async Task Quirk08_EcrImmutableTagWithTheSameDigest_IsUpToDateNotAnError()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Destination.Store["app"].AddImage("v1", Layers);
        pair.Destination.Intercept = async context =>
        {
            if (context.Request.Method != "PUT")
            {
                return false;
            }

            await Scripted.Body("application/json", """{"errors":[{"code":"ImageTagAlreadyExistsException"}]}""")(context);
            return true;
        };

        var result = await pair.CopyAsync("app", "v1", "app", "v1");

        Assert.Equal((CopyOutcome.UpToDate, image.Digest), (result.Outcome, result.Digest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quirk08_EcrImmutableTagWhoseAnswerWasLost_IsSuccessIfTheDigestIsTheSame(bool isSame)
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        var puts = 0;
        pair.Destination.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.Path.Value!.EndsWith("/manifests/v1", StringComparison.Ordinal))
            {
                return false;
            }

            if (Interlocked.Increment(ref puts) == 1)
            {
                pair.Destination.Store["app"].AddImage("v1", isSame ? Layers : [[9]]);
                context.Abort(); // set by this request, or by somebody else
                return true;
            }

            await Scripted.Status(400)(context);
            await context.Response.WriteAsync("""{"errors":[{"code":"TAG_INVALID","message":"The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the tag is immutable."}]}""");
            return true;
        };

        var copy = pair.CopyAsync("app", "v1", "app", "v1");

        if (isSame)
        {
            Assert.Equal(CopyOutcome.Copied, (await copy).Outcome);
        }
        else
        {
            Assert.Equal(RegistryErrorKind.PolicyRefused, (await Assert.ThrowsAsync<RegistryException>(() => copy)).Kind);
        }

        Assert.Equal(2, puts);
    }

    [Theory]
    [InlineData(400, "ImageTagAlreadyExistsException", RegistryErrorKind.PolicyRefused)]
    [InlineData(412, "PRECONDITION", RegistryErrorKind.PolicyRefused)]
    [InlineData(403, "DENIED", RegistryErrorKind.PermissionDenied)]
    [InlineData(429, "TOOMANYREQUESTS", RegistryErrorKind.RateLimited)]
    [InlineData(404, "MANIFEST_BLOB_UNKNOWN", RegistryErrorKind.ManifestBlobUnknown)]
    [InlineData(400, "MANIFEST_INVALID", RegistryErrorKind.ManifestInvalid)]
    [InlineData(413, "", RegistryErrorKind.TooLarge)]
    [InlineData(503, "", RegistryErrorKind.Unavailable)]
    [InlineData(418, "", RegistryErrorKind.ProtocolError)]
    public void Quirk42_Statuses_AreToldApart(int status, string code, RegistryErrorKind kind)
    {
        var error = StatusErrors.From((System.Net.HttpStatusCode)status, new ErrorBody(code, "m"), null, "registry", "PUT");

        Assert.Equal(kind, error.Kind);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quirk42_RetryTable_KnowsEveryKind()
    {
        var retryable = Enum.GetValues<RegistryErrorKind>().Where(RetryTable.IsRetryable);

        Assert.Equal(
            [
                RegistryErrorKind.NameResolutionFailed, RegistryErrorKind.ConnectionRefused, RegistryErrorKind.ConnectionFailed, RegistryErrorKind.Timeout,
                RegistryErrorKind.RateLimited, RegistryErrorKind.Unavailable, RegistryErrorKind.DigestMismatch, RegistryErrorKind.ManifestBlobUnknown,
            ],
            retryable);
    }

    [Fact]
    public async Task Quirk19_ArtifactorySays403ForWhatIsNotThere_ThePushIsTried()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Destination.Intercept = async context =>
        {
            if (context.Request.Method is not ("GET" or "HEAD") || !context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
            {
                return false;
            }

            await Scripted.Status(403)(context);
            return true;
        };

        Assert.Equal(CopyOutcome.Copied, (await pair.CopyAsync("app", "v1", "app", "v1")).Outcome);
    }

    [Fact]
    public async Task Quirk19_EndpointHasAPathPrefix_ItComesBeforeV2()
    {
        await using var scripted = await Scripted.StartAsync(endpoint: e => e with { Url = new Uri(e.Url, "artifactory/docker-local") });

        await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.PingAsync(CancellationToken.None));

        Assert.Equal("/artifactory/docker-local/v2/", scripted.Requests.All[0].Path);
    }

    [Fact]
    public async Task Quirk20_ImmutableTag_IsARefusalByPolicyAndNotRepeated()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Destination.Intercept = async context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
            {
                return false;
            }

            await Scripted.Status(412)(context);
            return true;
        };

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal((RegistryErrorKind.PolicyRefused, false), (error.Kind, error.IsRetryable));
        Assert.Equal(1, pair.Destination.Requests.Count("PUT", "/manifests/"));
    }

    [Fact]
    public async Task Quirk21_SparseIndexRefused_IsRewritten()
    {
        await using var pair = await RegistryPair.StartAsync();
        var index = AddIndex(pair.Source.Store["app"]);
        var request = Request(pair) with { Platforms = ["linux/arm64"] };

        var result = await pair.Engine.CopyAsync(request, null, CancellationToken.None);

        var stored = pair.Destination.Store["app"].Manifest("v1")!;
        Assert.Equal("arm64", Assert.Single(stored.Children).Platform!.Architecture);
        Assert.Equal(stored.Digest, result.Digest);
        Assert.NotEqual(index.Digest, result.Digest);
        Assert.Equal(CopyOutcome.UpToDate, (await pair.Engine.CopyAsync(request, null, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Quirk21_SparseIndexAccepted_KeepsItsDigest()
    {
        await using var pair = await RegistryPair.StartAsync(destination: new FakeRegistryOptions { ChecksReferences = false });
        var index = AddIndex(pair.Source.Store["app"]);

        var result = await pair.Engine.CopyAsync(Request(pair) with { Platforms = ["linux/amd64"] }, null, CancellationToken.None);

        Assert.Equal(index.Digest, result.Digest);
        Assert.Equal(2, pair.Destination.Store["app"].Manifests.Count);
    }

    [Fact]
    public async Task Quirk26_NoDigestHeader_TheBodyIsHashed()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", Layers);
        scripted.On("HEAD", "/manifests/", Scripted.Status(200));
        scripted.On("GET", "/manifests/", Scripted.Body(image.MediaType, Encoding.UTF8.GetString(image.Content.Span)));

        Assert.Equal(image.Digest, (await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None))?.Digest);
    }

    [Fact]
    public async Task Quirk26_DigestHeaderLies_IsAnError()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", Layers);
        scripted.On("GET", "/manifests/", Scripted.Body(image.MediaType, Encoding.UTF8.GetString(image.Content.Span), ("Docker-Content-Digest", Digest.Sha256([1]).ToString())));

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.DigestMismatch, error.Kind);
    }

    [Fact]
    public async Task Quirk26_BodySpoiledOnTheWay_IsReadAgain()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", Layers);
        scripted.On("GET", "/manifests/", 1, Scripted.Body(image.MediaType, "{ spoiled", ("Docker-Content-Digest", image.Digest.ToString())));

        Assert.Equal(image.Digest, (await scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None)).Digest);
        Assert.Equal(2, scripted.Requests.Count("GET"));
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(403, 2)]
    [InlineData(405, 1)]
    public async Task Quirk27_HeadFailsWhereGetWorks_GetIsUsed(int status, int heads)
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", Layers);
        scripted.On("HEAD", "/manifests/", Scripted.Status(status));

        Assert.Equal(image.Digest, (await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None))?.Digest);
        Assert.Equal(image.Digest, (await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None))?.Digest);
        Assert.Equal(heads, scripted.Requests.Count("HEAD")); // a 405 is remembered
    }

    [Fact]
    public async Task Quirk27_HeadFindsNothingWhereGetWorks_GetIsUsed()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", Layers);
        scripted.On("HEAD", "/manifests/", Scripted.Status(404));

        Assert.Equal(image.Digest, (await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None))?.Digest);
        Assert.Equal(image.Digest, (await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None))?.Digest);
        Assert.Equal((1, 2), (scripted.Requests.Count("HEAD"), scripted.Requests.Count("GET")));
    }

    [Fact]
    public async Task Quirk27_HeadFindsNothingAndNorDoesGet_HeadIsBelievedFromThenOn()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.App.AddImage("v1", Layers);

        scripted.On("GET", "/manifests/v0", Scripted.Status(403));
        Assert.Null(await scripted.Client.ResolveAsync("app", "v0", CancellationToken.None)); // nobody may read it, so HEAD's word stands, and nothing is learnt
        Assert.Null(await scripted.Client.ResolveAsync("app", "v2", CancellationToken.None));
        Assert.Null(await scripted.Client.ResolveAsync("app", "v3", CancellationToken.None));
        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.Equal((4, 2), (scripted.Requests.Count("HEAD"), scripted.Requests.Count("GET")));
    }

    [Fact]
    public async Task Quirk28_NeitherTypeNorLength_TheCopyHasTheTypeOfTheDocument()
    {
        await using var pair = await RegistryPair.StartAsync();
        var image = pair.Source.Store["app"].AddDockerImage("v1", Layers);
        pair.Source.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
            {
                return false;
            }

            await Scripted.Status(200, ("Docker-Content-Digest", image.Digest.ToString()))(context);
            if (context.Request.Method == "GET")
            {
                context.Response.ContentType = "text/plain";
                await context.Response.Body.WriteAsync(image.Content);
            }

            return true;
        };
        var types = new List<string?>();
        pair.Destination.Intercept = context =>
        {
            types.AddRange(context.Request.Method == "PUT" && context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal) ? [context.Request.ContentType] : []);
            return Task.FromResult(false);
        };

        Assert.Equal(image.Digest, (await pair.CopyAsync("app", "v1", "app", "v1")).Digest);
        Assert.Equal([MediaTypes.DockerManifest], types);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/vnd.oci.image.index.v1+json")]
    public void Quirk28_WrongContentType_TheDocumentDecides(string contentType)
    {
        var document = Encoding.UTF8.GetBytes("""{"schemaVersion":2,"config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[]}""");

        Assert.Equal(MediaTypes.DockerManifest, Manifest.Parse(document, contentType).MediaType);
    }

    [Fact]
    public async Task Quirk35_ManifestBlobUnknownAlthoughKnown_IsHealedOnce()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);
        pair.Source.Store["app"].AddImage("v2", [.. Layers, FakeImages.Bytes(2, 10_000)]);
        await pair.CopyAsync("app", "v1", "app", "v1");
        pair.Destination.Store["app"].Blobs.Clear(); // a garbage collection behind our back

        await pair.CopyAsync("app", "v2", "app", "v2");

        Assert.Empty(pair.Destination.Store.MissingFor("app", "v2"));
        Assert.Equal(3, pair.Destination.Requests.Count("PUT", "/manifests/"));
    }

    [Fact]
    public async Task Quirk36_ManifestLargerThanFourMegabytes_IsRefused()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("GET", "/manifests/", Scripted.Body(new byte[Manifest.MaxSize + 1]));

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.TooLarge, error.Kind);
    }

    [Fact]
    public async Task Quirk43_Accept_NamesAllTypesInLessThanAKilobyte()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.App.AddImage("v1", Layers);
        var accept = "";
        scripted.Registry.Intercept = context =>
        {
            accept = context.Request.Headers.Accept.ToString();
            return Task.FromResult(false);
        };

        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);

        Assert.All([MediaTypes.OciIndex, MediaTypes.DockerList, MediaTypes.OciManifest, MediaTypes.DockerManifest], type => Assert.Contains(type, accept, StringComparison.Ordinal));
        Assert.InRange(accept.Length, 1, 1024);
    }

    [Fact]
    public async Task Quirk43_Schema1_IsRefusedWithAdvice()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Intercept = async context =>
        {
            await Scripted.Body(MediaTypes.DockerSchema1Signed, """{"schemaVersion":1,"fsLayers":[]}""", ("Docker-Content-Digest", Digest.Sha256([1]).ToString()))(context);
            return true;
        };

        var error = await Assert.ThrowsAsync<RegistryException>(() => pair.CopyAsync("app", "v1", "app", "v1"));

        Assert.Equal((RegistryErrorKind.SchemaNotSupported, false), (error.Kind, error.IsRetryable));
        Assert.Contains("push the image again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quirk47_CopyOntoItself_ChangesNothing()
    {
        await using var pair = await RegistryPair.StartAsync();
        pair.Source.Store["app"].AddImage("v1", Layers);

        var result = await pair.Engine.CopyAsync(Request(pair) with { Destination = pair.SourceClient }, null, CancellationToken.None);

        Assert.Equal(CopyOutcome.UpToDate, result.Outcome);
        Assert.Equal(0, pair.Source.Requests.Count("PUT"));
    }

    internal static Manifest AddIndex(FakeRepository repository) => repository.AddIndex(
        "v1",
        ("amd64", repository.AddImage(null, Layers)),
        ("arm64", repository.AddImage(null, [FakeImages.Bytes(4, 5000)], "arm64")));

    internal static CopyRequest Request(RegistryPair pair) => new()
    {
        Source = pair.SourceClient,
        SourceRepository = "app",
        SourceReference = "v1",
        Destination = pair.DestinationClient,
        DestinationRepository = "app",
        DestinationTags = ["v1"],
    };
}
