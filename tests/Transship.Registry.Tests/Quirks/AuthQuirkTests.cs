using Microsoft.AspNetCore.Http;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.References;
using Transship.Testing.Certificates;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about who we are.</summary>
public sealed class AuthQuirkTests
{
    private static readonly FakeRegistryOptions Bearer = new() { Bearer = true, Username = "u", Password = "p" };

    [Theory]
    [InlineData("docker.io/library/x")]
    [InlineData("index.docker.io/library/x")]
    [InlineData("registry-1.docker.io/library/x")]
    [InlineData("x")]
    public void Quirk10_DockerHubsNames_AllMeanItsRegistry(string text)
    {
        var reference = ImageReference.Parse(text);

        Assert.Equal(("docker.io", "library/x"), (reference.Host, reference.Repository));
        Assert.Equal(new Uri("https://registry-1.docker.io/"), new RegistryEndpoint(reference.Registry).ApiBase);
    }

    [Fact]
    public async Task Quirk11_ChallengeNamesPullOnly_PushIsAskedForAllTheSame()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.On("POST", "/uploads/", 1, Scripted.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{scripted.Registry.Url}token\",service=\"fake\",scope=\"repository:app:pull\"")));

        await scripted.Client.UploadBlobAsync(new Blobs.BlobUpload("app", scripted.Registry.Store["x"].AddBlob([1]), (_, _) => Task.FromResult<Stream>(new MemoryStream([1]))), CancellationToken.None);

        Assert.Equal(1, scripted.Requests.Count("GET", "/token"));
        Assert.Contains("pull%2Cpush", scripted.Requests.All.Single(r => r.Path == "/token").Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Quirk11_Mount_AsksForBothRepositories() =>
        Assert.Equal(["repository:a:pull,push", "repository:b:pull"], ScopeSet.Mount("a", "b").Scopes);

    [Fact]
    public async Task Quirk12_Tokens_AreKeptByRepositoryAndAction()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.App.AddImage("v1", []);
        scripted.Registry.Store["other"].AddImage("v1", []);

        for (var i = 0; i < 3; i++)
        {
            await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);
            await scripted.Client.ResolveAsync("other", "v1", CancellationToken.None);
        }

        Assert.Equal(2, scripted.Requests.Count("GET", "/token"));
        Assert.All(scripted.Requests.All.Where(r => r.Path == "/token"), r => Assert.Equal(1, r.Query.Split("scope=").Length - 1));
    }

    [Fact]
    public async Task Quirk12_ManyAtOnce_FetchOneToken()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.App.AddImage("v1", []);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => scripted.Client.ResolveAsync("app", "v1", CancellationToken.None)));

        Assert.Equal(1, scripted.Requests.Count("GET", "/token"));
    }

    [Theory]
    [InlineData("""{"token":"t1","expires_in":300}""", 239, 1)]
    [InlineData("""{"access_token":"t1","expires_in":300}""", 241, 2)]
    [InlineData("""{"access_token":"t1"}""", 47, 1)]
    [InlineData("""{"token":"t1","issued_at":"1999-01-01T00:00:00Z","expires_in":"100"}""", 79, 1)]
    [InlineData("""{"token":"t1","expires_in":5}""", 47, 1)]
    [InlineData("""{"token":"t1"}""", 49, 2)]
    public async Task Quirk13_TokenLife_IsCountedByOurClockFromReceipt(string answer, int secondsLater, int fetches)
    {
        var time = new FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(client: Copying.RegistryPair.Quick with { Time = time });
        scripted.App.AddImage("v1", []);
        scripted.On("GET", "/token", Scripted.Body("application/json", answer));
        scripted.On("HEAD", "/v2/", context => context.Request.Headers.Authorization == "Bearer t1"
            ? Scripted.Status(404)(context)
            : Scripted.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{scripted.Registry.Url}token\""))(context));
        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(secondsLater));
        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);

        Assert.Equal(fetches, scripted.Requests.Count("GET", "/token"));
    }

    [Fact]
    public async Task Quirk12_TokenServerGivesOnlyOneScope_UploadsWithoutAMount()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.Registry.Store["other"].AddBlob([1]);
        scripted.On("GET", "scope=repository%3Aapp%3Apull%2Cpush&scope=", Scripted.Status(400));

        await scripted.Client.UploadBlobAsync(
            new Blobs.BlobUpload("app", scripted.Registry.Store["x"].AddBlob([1]), (_, _) => Task.FromResult<Stream>(new MemoryStream([1]))) { MountFrom = "other" }, CancellationToken.None);

        Assert.Single(scripted.App.Blobs);
        Assert.Empty(scripted.Registry.Store.Uploads);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(404)]
    public async Task Quirk14_TokenServerKnowsOnlyOneWay_TheOtherIsTried(int status)
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.On("GET", "/token", Scripted.Status(status));
        var form = SellTokens(scripted);

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(("password", "u", "p", "repository:app:pull"), (form["grant_type"], form["username"], form["password"], form["scope"]));
    }

    [Fact]
    public async Task Quirk15_IdentityToken_BuysAccessTokensByOAuth2()
    {
        await using var scripted = await Scripted.StartAsync(Bearer, endpoint: e => e with { Credentials = new RegistryCredentials("", default) { IdentityToken = new Secret("refresh-me") } });
        var form = SellTokens(scripted);

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(("refresh_token", "refresh-me", "repository:app:pull"), (form["grant_type"], form["refresh_token"], form["scope"]));
        Assert.Equal(0, scripted.Requests.Count("GET", "/token"));
    }

    [Fact]
    public async Task Quirk16_UnauthorizedWithoutChallenge_IsAClearError()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("HEAD", "/v2/", Scripted.Status(401));

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.AuthenticationFailed, error.Kind);
        Assert.Equal(1, scripted.Requests.Count("HEAD"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quirk16_UnauthorizedWithoutChallenge_TheRootTellsIt(bool bearer)
    {
        await using var scripted = await Scripted.StartAsync(Bearer with { Bearer = bearer });
        scripted.App.AddImage("v1", []);
        scripted.On("HEAD", "/v2/", 1, Scripted.Status(401));
        if (bearer)
        {
            scripted.On("GET", "/v2/", Scripted.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{scripted.Registry.Url}token\",service=\"fake\"")));
        }

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal((3, 1), (scripted.Requests.Count("HEAD"), scripted.Requests.Count("GET", "/v2/")));
    }

    [Fact]
    public async Task Quirk16_ListingIsHtml_IsSaidToBeNoRegistry()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("GET", "/tags/list", Scripted.Body("text/html", "<html>sign in</html>"));

        var error = await Assert.ThrowsAsync<RegistryException>(() => Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));

        Assert.Equal(RegistryErrorKind.NotARegistry, error.Kind);
    }

    [Fact]
    public async Task ResolveAsync_TokenAnswerCutOnce_IsFetchedAgain()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.App.AddImage("v1", []);
        scripted.On("GET", "/token", 1, Scripted.Body("application/json", """{"token":"to"""));

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.Equal(2, scripted.Requests.Count("GET", "/token"));
    }

    [Fact]
    public async Task Quirk20_HarborRobotAndCookies_NameIsSentAsItIsAndNoCookieComesBack()
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Username = "robot$p+x", Password = "s:e" });
        scripted.App.AddImage("v1", []);
        var cookies = new List<string>();
        scripted.Registry.Intercept = context =>
        {
            cookies.Add(context.Request.Headers.Cookie.ToString());
            context.Response.Headers.SetCookie = "sid=1; Path=/";
            return Task.FromResult(false);
        };

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.All(cookies, c => Assert.Equal("", c));
    }

    [Fact]
    public async Task Quirk42_TokenRevokedAfterALongRun_OneMoreIsFetched()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        scripted.App.AddImage("v1", []);
        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);
        scripted.Registry.RevokeTokens();

        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));
        Assert.Equal(2, scripted.Requests.Count("GET", "/token"));
    }

    [Fact]
    public async Task Quirk42_PushTokenThatServedPullsIsRevoked_AnotherIsFetched()
    {
        await using var scripted = await Scripted.StartAsync(Bearer);
        var blob = scripted.App.AddBlob([1, 2, 3]);
        await ((IRegistryClient)scripted.Client).ResolveForPushAsync("app", "v1", CancellationToken.None);
        Assert.True(await scripted.Client.BlobExistsAsync("app", blob.Digest, CancellationToken.None));
        Assert.Equal(1, scripted.Requests.Count("GET", "/token"));
        scripted.Registry.RevokeTokens();

        Assert.True(await scripted.Client.BlobExistsAsync("app", blob.Digest, CancellationToken.None));
        Assert.Equal(2, scripted.Requests.Count("GET", "/token"));
    }

    [Fact]
    public async Task ResolveAsync_TokenServerWithoutTls_GetsNoCredentials()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server("localhost");
        await using var tokens = await FakeRegistry.StartAsync();
        var options = Bearer with { Certificate = certificate, Realm = new Uri(tokens.Url, "token") };
        await using var scripted = await Scripted.StartAsync(options, endpoint: e => e with { Tls = new TlsOptions { CaPem = authority.Pem } });

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.ResolveAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.PermissionDenied, error.Kind);
        Assert.Contains("without TLS", error.Message, StringComparison.Ordinal);
        Assert.Empty(tokens.Requests.All);
    }

    [Theory]
    [InlineData("Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:x:pull,push\"", "Bearer", "https://a/t")]
    [InlineData("bearer realm=https://a/t, service=s", "bearer", "https://a/t")]
    [InlineData("Basic realm=\"say \\\"hi\\\", you\"", "Basic", "say \"hi\", you")]
    public void Parse_ChallengeInAnyForm_IsUnderstood(string header, string scheme, string realm)
    {
        var challenge = Assert.Single(Challenge.ParseHeader(header));

        Assert.Equal((scheme, realm), (challenge.Scheme, challenge["realm"]));
    }

    [Fact]
    public void Parse_SeveralChallenges_AreToldApart()
    {
        var challenges = Challenge.ParseHeader("Basic realm=\"x\", Bearer realm=\"https://a/t\",service=\"s\"").ToList();

        Assert.Equal(["Basic", "Bearer"], challenges.Select(c => c.Scheme));
        Assert.Equal("s", challenges[1]["service"]);
    }

    /// <summary>The token server sells one token by POST, and only this one opens manifests. What was paid is kept.</summary>
    private static Dictionary<string, string> SellTokens(Scripted scripted)
    {
        var paid = new Dictionary<string, string>(StringComparer.Ordinal);
        scripted.On("POST", "/token", async context =>
        {
            foreach (var (name, value) in await context.Request.ReadFormAsync())
            {
                paid[name] = value.ToString();
            }

            await context.Response.WriteAsync("""{"access_token":"bought"}""");
        });
        scripted.On("HEAD", "/manifests/", context => context.Request.Headers.Authorization == "Bearer bought"
            ? Scripted.Status(200, ("Docker-Content-Digest", Content.Digest.Sha256([1]).ToString()))(context)
            : Scripted.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{scripted.Registry.Url}token\",service=\"fake\""))(context));
        return paid;
    }
}
