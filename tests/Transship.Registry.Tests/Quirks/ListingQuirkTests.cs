using System.Globalization;
using Microsoft.Extensions.Logging;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Tests.Copying;
using Transship.Testing.Registry;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Quirks;

/// <summary>Rows of the quirks table that are about listings, limits and deletion.</summary>
public sealed class ListingQuirkTests
{
    [Fact]
    public async Task Quirk08_Catalog_AsksForNoMoreThanAThousandPerPage()
    {
        await using var scripted = await Scripted.StartAsync();

        await Scripted.ListAsync(scripted.Client.ListRepositoriesAsync(CancellationToken.None));

        Assert.Equal("?n=1000", scripted.Requests.All.Single().Query);
    }

    [Fact]
    public async Task Quirk09_PullBudgetGone_FailsAtOnceWithoutARequest()
    {
        var time = new FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = time });
        scripted.App.AddImage("v1", []);
        scripted.Registry.Intercept = context =>
        {
            context.Response.Headers["ratelimit-limit"] = "100;w=21600";
            context.Response.Headers["ratelimit-remaining"] = "0;w=21600";
            return Task.FromResult(false);
        };
        await scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None);
        scripted.Requests.Clear();

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None));

        Assert.Equal((RegistryErrorKind.RateLimited, TimeSpan.FromSeconds(216)), (error.Kind, error.RetryAfter));
        Assert.Empty(scripted.Requests.All);
        Assert.NotNull(await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None)); // a HEAD is no pull
        time.Advance(TimeSpan.FromSeconds(217));
        await scripted.Client.GetManifestAsync("app", "v1", CancellationToken.None);
    }

    [Theory]
    [InlineData("Retry-After", "120")]
    [InlineData("Retry-After", "Sun, 06 Nov 2044 08:51:37 GMT")]
    [InlineData("X-Retry-After", "2362035097")]
    public async Task Quirk09_LongRetryAfterInAnyForm_IsPassedOnNotWaitedFor(string header, string value)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(2362035097) - TimeSpan.FromSeconds(120));
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Time = time });
        scripted.On("GET", "/tags/", Scripted.Status(429, (header, value)));

        var error = await Assert.ThrowsAsync<RegistryException>(() => Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));

        Assert.Equal((RegistryErrorKind.RateLimited, TimeSpan.FromSeconds(120)), (error.Kind, error.RetryAfter));
        Assert.Equal(1, scripted.Requests.Count("GET"));
    }

    [Fact]
    public async Task Quirk09_ShortRetryAfter_IsWaitedFor()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.App.AddImage("v1", []);
        scripted.On("GET", "/tags/", 1, Scripted.Status(429, ("Retry-After", "0")));

        Assert.Equal(["v1"], await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));
    }

    [Fact]
    public async Task Quirk17_GhcrHasNoCatalog_IsSaidSo()
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Catalog = false });

        var error = await Assert.ThrowsAsync<RegistryException>(() => Scripted.ListAsync(scripted.Client.ListRepositoriesAsync(CancellationToken.None)));

        Assert.False(error.IsRetryable);
    }

    [Theory]
    [InlineData("</v2/app/tags/list?last=b&n=2>; rel=\"next\"")]
    [InlineData("<http://other.example:1/v2/app/tags/list?last=b&n=2>; rel=\"next\"")]
    [InlineData("</v2/app/tags/list?last=b&n=2>; rel=next")]
    [InlineData("/v2/app/tags/list?last=b&n=2; rel=next")]
    [InlineData("</v2/x>; rel=\"prev\", </v2/app/tags/list?last=b&n=2>; rel=\"next\"")]
    [InlineData("<?last=b&n=2>; rel=\"next\"")]
    [InlineData("<list?last=b>; rel=\"next\"")]
    [InlineData("</v2/app/tags/list?last=b&n=2>; REL=\"Next\"")]
    [InlineData("</v2/app/tags/list?last=b&n=2>;title=\"t\";rel=\"next\"")]
    public async Task Quirk29_LinkInAnyForm_IsFollowedOnTheSameHost(string link)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("GET", "/tags/list", Scripted.Body("application/json", """{"name":"app","tags":["a","b"]}""", ("Link", link)));
        scripted.On("GET", "last=b", Scripted.Body("application/json", """{"name":"app","tags":["c"]}"""));

        Assert.Equal(["a", "b", "c"], await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));
    }

    [Fact]
    public async Task Quirk29_LastIsIgnoredAndPagesRepeat_TheListingEnds()
    {
        await using var scripted = await Scripted.StartAsync();
        var page = 0;
        scripted.On("GET", "/tags/list", context => Scripted.Body("application/json", """{"tags":["a","b"]}""",
            ("Link", string.Create(CultureInfo.InvariantCulture, $"</v2/app/tags/list?page={++page}>; rel=\"next\"")))(context));

        Assert.Equal(["a", "b"], await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));
    }

    [Fact]
    public async Task ListTagsAsync_ReaderHasEnough_TheNextPageIsNotAskedFor()
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { PageSize = 2 });
        foreach (var tag in new[] { "a", "b", "c" })
        {
            scripted.App.AddImage(tag, []);
        }

        Assert.Equal("b", await scripted.Client.ListTagsAsync("app", CancellationToken.None).Skip(1).FirstAsync());
        Assert.Equal(1, scripted.Requests.Count("GET"));
    }

    [Theory]
    [InlineData("""{"name":"app","tags":null}""")]
    [InlineData("""{"name":"app"}""")]
    public async Task Quirk30_TagsAreNull_MeansNone(string body)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.On("GET", "/tags/list", Scripted.Body("application/json", body));

        Assert.Empty(await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));
    }

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public async Task Quirk18_QuayRefusesLargePages_SmallOnesAreAskedFor(int status)
    {
        await using var scripted = await Scripted.StartAsync();
        for (var i = 0; i < 150; i++)
        {
            scripted.App.AddImage($"v{i}", []);
        }

        scripted.On("GET", "n=1000", Scripted.Status(status));

        Assert.Equal(150, (await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None))).Distinct().Count());
        Assert.Equal((1, 2), (scripted.Requests.Count("GET", "n=1000"), scripted.Requests.All.Count(r => r.Query.EndsWith("n=100", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Quirk30_RepositoryIsUnknown_MeansNoTags()
    {
        await using var scripted = await Scripted.StartAsync();

        Assert.Empty(await Scripted.ListAsync(scripted.Client.ListTagsAsync("nothing/here", CancellationToken.None)));
    }

    [Theory]
    [InlineData(404, "application/json")]
    [InlineData(400, "application/json")]
    [InlineData(405, "application/json")]
    [InlineData(200, "text/html")]
    public async Task Quirk31_NoReferrersApi_TheFallbackTagTells(int status, string contentType)
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { ReferrersApi = false });
        var image = scripted.App.AddImage("v1", []);
        var signature = scripted.App.AddReferrer(image, "application/signature", [1]);
        scripted.App.AddIndex(image.Digest.ToString().Replace(':', '-'), ("any", signature));
        scripted.On("GET", "/referrers/", async context =>
        {
            await Scripted.Status(status)(context);
            context.Response.ContentType = contentType;
        });

        var referrers = await Scripted.ListAsync(scripted.Client.ListReferrersAsync("app", image.Digest, CancellationToken.None));

        Assert.Equal(signature.Digest, Assert.Single(referrers).Digest);
    }

    [Fact]
    public async Task Quirk31_ApiAndFallbackTagBothTell_AreMerged()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", []);
        var signature = scripted.App.AddReferrer(image, "application/signature", [1]);
        var unindexed = scripted.App.AddImage(null, [[2]]);
        scripted.App.AddIndex(image.Digest.ToString().Replace(':', '-'), ("any", signature), ("other", unindexed));

        var referrers = await Scripted.ListAsync(scripted.Client.ListReferrersAsync("app", image.Digest, CancellationToken.None));

        Assert.Equal([signature.Digest, unindexed.Digest], referrers.Select(r => r.Digest));
    }

    [Fact]
    public async Task Quirk31_ServerErrorOnce_IsNotTakenForAbsent()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", []);
        scripted.App.AddReferrer(image, "application/signature", [1]);
        scripted.On("GET", "/referrers/", 1, Scripted.Status(500));

        Assert.Single(await Scripted.ListAsync(scripted.Client.ListReferrersAsync("app", image.Digest, CancellationToken.None)));
    }

    [Fact]
    public async Task Quirk31_ListingCutOnce_IsNotTakenForAbsent()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", []);
        scripted.App.AddReferrer(image, "application/signature", [1]);
        scripted.On("GET", "/referrers/", 1, Scripted.Body(MediaTypes.OciIndex, """{"schemaVersion":2,"manifests":["""));

        Assert.Single(await Scripted.ListAsync(scripted.Client.ListReferrersAsync("app", image.Digest, CancellationToken.None)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"tags\":[\"v1\",\"v")]
    [InlineData("{\"name\":\"app\",\"tags\":[\"v1\"]")]
    public async Task ListTagsAsync_PageCutOnce_IsReadAgain(string page)
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.App.AddImage("v1", []);
        scripted.App.AddImage("v2", []);
        scripted.On("GET", "/tags/", 1, Scripted.Body("application/json", page));

        Assert.Equal(["v1", "v2"], await Scripted.ListAsync(scripted.Client.ListTagsAsync("app", CancellationToken.None)));
    }

    [Fact]
    public async Task Quirk31_NoReferrersApi_IsRememberedForTenMinutesPerRepository()
    {
        var time = new FakeTimeProvider();
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { ReferrersApi = false }, RegistryPair.Quick with { Time = time });
        var image = scripted.App.AddImage("v1", []);

        await ListTwiceAsync("app");
        Assert.Equal(1, scripted.Requests.Count("GET", "/app/referrers/"));
        await ListTwiceAsync("other");
        Assert.Equal(1, scripted.Requests.Count("GET", "/other/referrers/"));
        time.Advance(TimeSpan.FromMinutes(11));
        await ListTwiceAsync("app");
        Assert.Equal(2, scripted.Requests.Count("GET", "/app/referrers/"));

        async Task ListTwiceAsync(string repository)
        {
            await Scripted.ListAsync(scripted.Client.ListReferrersAsync(repository, image.Digest, CancellationToken.None));
            await Scripted.ListAsync(scripted.Client.ListReferrersAsync(repository, image.Digest, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Quirk32_ReferrersInPages_AreAllListedUnfiltered()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", []);
        var (first, second) = (scripted.App.AddReferrer(image, "a/a", [1]), scripted.App.AddReferrer(image, "b/b", [2]));
        scripted.On("GET", "/referrers/", Scripted.Body(MediaTypes.OciIndex, Page(first), ("Link", $"</v2/app/referrers/{image.Digest}?page=2>; rel=\"next\"")));
        scripted.On("GET", "page=2", Scripted.Body(MediaTypes.OciIndex, Page(second)));

        var referrers = await Scripted.ListAsync(scripted.Client.ListReferrersAsync("app", image.Digest, CancellationToken.None));

        Assert.Equal([first.Digest, second.Digest], referrers.Select(r => r.Digest));
        Assert.Equal(0, scripted.Requests.Count("GET", "artifactType="));

        static string Page(Manifest m) => $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{m.MediaType}}","digest":"{{m.Digest}}","size":{{m.Content.Length}},"artifactType":"{{m.ArtifactType}}"}]}""";
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task Quirk33_SubjectNotIndexed_TheFallbackTagIsKeptForIt(bool api, int referrersUnderTag)
    {
        await using var pair = await RegistryPair.StartAsync(destination: new FakeRegistryOptions { ReferrersApi = api });
        var image = pair.Source.Store["app"].AddImage("v1", []);
        pair.Source.Store["app"].AddReferrer(image, "application/signature", [1]);
        pair.Source.Store["app"].AddReferrer(image, "application/sbom", [2]);

        await pair.Engine.CopyAsync(ManifestQuirkTests.Request(pair) with { Referrers = true }, null, CancellationToken.None);

        Assert.Equal(referrersUnderTag, pair.Destination.Store["app"].Manifest(image.Digest.ToString().Replace(':', '-'))?.Children.Count ?? 0);
        var listed = await Scripted.ListAsync(pair.DestinationClient.ListReferrersAsync("app", image.Digest, CancellationToken.None));
        Assert.Equal(["application/sbom", "application/signature"], listed.Select(r => r.ArtifactType).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Quirk34_ServerWarns_IsLoggedOnce()
    {
        var log = new ListLogger();
        await using var scripted = await Scripted.StartAsync(client: RegistryPair.Quick with { Logger = log });
        scripted.App.AddImage("v1", []);
        scripted.Registry.Intercept = context =>
        {
            context.Response.Headers["Warning"] = "299 - \"this repository goes away\"";
            return Task.FromResult(false);
        };

        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);
        await scripted.Client.ResolveAsync("app", "v1", CancellationToken.None);

        Assert.Single(log.Entries, e => e.Level == LogLevel.Warning && e.Text.Contains("this repository goes away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quirk45_TagCannotBeDeleted_IsUnsupportedAndNothingElseIsDeleted()
    {
        await using var scripted = await Scripted.StartAsync(new FakeRegistryOptions { Deletes = false });
        scripted.App.AddImage("v1", []);

        var error = await Assert.ThrowsAsync<RegistryException>(() => scripted.Client.DeleteManifestAsync("app", "v1", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.Unsupported, error.Kind);
        Assert.Equal(1, scripted.Requests.Count("DELETE"));
        Assert.NotNull(scripted.App.Manifest("v1"));
    }

    [Fact]
    public async Task Quirk45_TagDeleted_OtherTagsOfTheDigestStay()
    {
        await using var scripted = await Scripted.StartAsync();
        scripted.App.AddImage("v1", []);
        scripted.App.AddImage("v2", []);

        await scripted.Client.DeleteManifestAsync("app", "v1", CancellationToken.None);
        await scripted.Client.DeleteManifestAsync("app", "v1", CancellationToken.None); // gone already counts as deleted

        Assert.Null(scripted.App.Manifest("v1"));
        Assert.NotNull(scripted.App.Manifest("v2"));
    }

    [Fact]
    public async Task Quirk45_DigestDeleted_AllTagsOfItAreGone()
    {
        await using var scripted = await Scripted.StartAsync();
        var image = scripted.App.AddImage("v1", []);
        scripted.App.AddImage("v2", []);
        var kept = scripted.App.AddImage("v3", [[1]]);

        await scripted.Client.DeleteManifestAsync("app", image.Digest.ToString(), CancellationToken.None);

        Assert.Equal([kept.Digest], scripted.App.Manifests.Keys);
        Assert.Equal(["v3"], scripted.App.Tags.Keys);
    }

    [Theory]
    [InlineData("a/b/c/d", true)]
    [InlineData("A/b", false)]
    [InlineData("a..b", false)]
    public void Quirk46_RepositoryNames_AreJudgedByTheGrammar(string repository, bool valid) =>
        Assert.Equal(valid, Transship.Registry.References.ImageReference.RepositoryProblem(repository) is null);

    [Fact]
    public void Quirk46_RepositoryNameTooLong_IsSaidSo() =>
        Assert.Contains("255", Transship.Registry.References.ImageReference.RepositoryProblem(new string('a', 256)), StringComparison.Ordinal);

    [Fact]
    public async Task Quirk48_ManyRequests_ShareConnectionsUpToTheGate()
    {
        await using var scripted = await Scripted.StartAsync(endpoint: e => e with { Limits = new() { MaxConcurrentRequests = 3 } });
        scripted.App.AddImage("v1", []);
        var (now, most) = (0, 0);
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        scripted.Registry.Intercept = async context =>
        {
            connections[context.Connection.Id] = true;
            var inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inside);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return false;
        };

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => scripted.Client.ResolveAsync("app", "v1", CancellationToken.None)));

        Assert.InRange(most, 1, 3);
        Assert.InRange(connections.Count, 1, 6);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
