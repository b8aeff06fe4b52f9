using System.Text;
using Transship.Providers.HelmRepository;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Charts;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmRepository;

public sealed class HelmRepositoryProviderTests : IAsyncLifetime
{
    private ChartServer _server = null!;

    public async Task InitializeAsync() => _server = await ChartServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Probe_ChartRepository_IsASourceOnly()
    {
        _server.Add(PackagedChart.Create("app", "1.0.0"));
        using var registry = Open();

        var found = await registry.ProbeAsync(CancellationToken.None);

        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.Equal("helm-repository", found.Product);
        Assert.Equal((true, true, true, false, false, false), (found.Capabilities.Catalog, found.Capabilities.Artifacts, found.Capabilities.PushTimes, found.Capabilities.Push, found.Capabilities.Delete, found.Capabilities.TagDelete));
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html><body>Welcome</body></html>")]
    [InlineData("[1, 2]")]
    [InlineData("apiVersion: v1\n")]
    [InlineData("entries: {app: [{version: \"1")]
    [InlineData("")]
    public async Task Probe_NoIndex_SaysThatItIsNoChartRepository(string index)
    {
        _server.Index = index;
        using var registry = Open();

        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure;

        Assert.Equal(RegistryErrorKind.NotARegistry, failure?.Kind);
        Assert.Contains("folder that holds index.yaml", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_Token_IsSentAsBearer()
    {
        _server.Authorization = "Bearer abc";
        using var registry = Open(new RegistryCredentials("", default) { IdentityToken = new Secret("abc") });

        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
    }

    [Fact]
    public void Open_BrokenDeclaration_SaysWhatIsExpected()
    {
        Assert.Contains("index.yaml", Refusal(new RegistryDeclaration()), StringComparison.Ordinal);
        Assert.Contains("'token'", Refusal(new RegistryDeclaration { Url = _server.Url, Credentials = new RegistryCredentials("", new Secret("x")) }), StringComparison.Ordinal);
        Assert.Empty(_server.Requests.All);

        static string Refusal(RegistryDeclaration declaration) => Assert.Throws<DeclarationException>(() => new HelmRepositoryProvider().Open(declaration, new RegistryClientOptions())).Message;
    }

    [Fact]
    public async Task List_ChartsAndVersions_AreRepositoriesAndTags()
    {
        var app = _server.Add(PackagedChart.Create("app", "1.0.0+build.5"));
        _server.Add(PackagedChart.Create("app", "2.0.0"), digest: $"sha256:{new string('a', 64)}");
        _server.Add(PackagedChart.Create("tool", "1.0.0"), digest: "");
        _server.Add(PackagedChart.Create("Upper", "1.0.0"));
        _server.Add(PackagedChart.Create("bitnami", "1.0.0"), url: "oci://registry-1.docker.io/bitnamicharts/bitnami:1.0.0");
        using var registry = Open();

        var names = await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync();
        var versions = await ((IArtifactListing)registry).ListArtifactsAsync("app", CancellationToken.None).ToListAsync();

        Assert.Equal(["app", "tool", "bitnami"], names);
        Assert.Equal(["1.0.0_build.5", "2.0.0"], versions.SelectMany(v => v.Tags));
        Assert.Equal([app.Digest, $"sha256:{new string('a', 64)}"], versions.Select(v => v.Digest.ToString()));
        Assert.All(versions, v => Assert.Equal(("application/vnd.cncf.helm.config.v1+json", 2026), (v.ArtifactType, v.PushedAt?.Year)));
        Assert.Null((await ((IArtifactListing)registry).ListArtifactsAsync("tool", CancellationToken.None).SingleAsync()).Digest);
        Assert.Empty(await ((IArtifactListing)registry).ListArtifactsAsync("missing", CancellationToken.None).ToListAsync());
        Assert.Equal(1, _server.Requests.Count("GET", "index.yaml"));
    }

    [Fact]
    public async Task Copy_ChartWithProvenance_ArrivesByteForByte()
    {
        var chart = _server.Add(PackagedChart.Create("app", "1.0.0+build.5"));
        var signed = Encoding.ASCII.GetBytes("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n");
        _server.Files[$"/{chart.FileName}.prov"] = signed;
        await using var plain = await FakeRegistry.StartAsync();

        var result = await CopyAsync(plain, "app", "1.0.0_build.5");
        var again = await CopyAsync(plain, "app", "1.0.0_build.5");

        var stored = plain.Store["app"].Manifest("1.0.0_build.5")!;
        Assert.Equal((CopyOutcome.Copied, CopyOutcome.UpToDate), (result.Outcome, again.Outcome));
        Assert.Equal(stored.Digest, result.Digest);
        Assert.Empty(plain.Store.MissingFor("app", "1.0.0_build.5"));
        Assert.Equal(chart.Archive, plain.Store["app"].Blobs[Digest.Parse(chart.Digest)]);
        var layers = stored.Blobs.Skip(1).ToDictionary(l => l.MediaType);
        Assert.Equal(chart.Digest, layers["application/vnd.cncf.helm.chart.content.v1.tar+gzip"].Digest.ToString());
        Assert.Equal(signed, plain.Store["app"].Blobs[layers["application/vnd.cncf.helm.chart.provenance.v1.prov"].Digest]);
    }

    [Fact]
    public async Task Copy_PageInPlaceOfTheProvenance_IsNone()
    {
        var chart = _server.Add(PackagedChart.Create("app", "1.0.0"));
        _server.Files[$"/{chart.FileName}.prov"] = "<html>not found</html>"u8.ToArray();
        await using var plain = await FakeRegistry.StartAsync();

        await CopyAsync(plain, "app", "1.0.0");

        Assert.Equal(2, plain.Store["app"].Manifest("1.0.0")!.Blobs.Count); // config and archive
    }

    [Fact]
    public async Task Copy_LargeArchive_IsReadTwiceAndArrives()
    {
        var chart = _server.Add(PackagedChart.Create("app", "1.0.0", more: new Dictionary<string, byte[]> { ["data.bin"] = FakeImages.Bytes(7, 3_000_000) }));
        await using var plain = await FakeRegistry.StartAsync();

        await CopyAsync(plain, "app", "1.0.0");

        Assert.Equal(chart.Archive, plain.Store["app"].Blobs[Digest.Parse(chart.Digest)]);
        Assert.Equal(2, _server.Requests.All.Count(r => r.Path == $"/{chart.FileName}"));
    }

    [Fact]
    public async Task Copy_NoDigestInTheIndex_TakesThatOfTheArchive()
    {
        var chart = _server.Add(PackagedChart.Create("app", "1.0.0"), digest: "");
        using var registry = Open();

        Assert.Equal(chart.Digest, (await registry.Client.ResolveAsync("app", "1.0.0", CancellationToken.None))?.Digest.ToString());
    }

    [Fact]
    public async Task Copy_NoDigestInTheIndexAndPlannedElsewhere_FindsTheArchiveByItsDigest()
    {
        _server.Add(PackagedChart.Create("app", "0.9.0"), digest: "");
        var chart = _server.Add(PackagedChart.Create("app", "1.0.0"), digest: "");
        _server.Add(PackagedChart.Create("app", "1.1.0") with { Name = "renamed" }, digest: "");
        using var registry = Open();

        var manifest = await registry.Client.GetManifestAsync("app", chart.Digest, CancellationToken.None);
        Assert.Contains(manifest.Blobs, blob => blob.Digest.ToString() == chart.Digest);
        Assert.True(await registry.Client.BlobExistsAsync("app", Digest.Parse(chart.Digest), CancellationToken.None));
        await Assert.ThrowsAsync<RegistryException>(() => registry.Client.GetManifestAsync("app", "sha256:" + new string('a', 64), CancellationToken.None));
    }

    [Fact]
    public async Task GetManifest_WrongDigestInTheIndex_IsAMismatch()
    {
        _server.Add(PackagedChart.Create("app", "1.0.0"), digest: new string('a', 64));

        Assert.Contains(new string('a', 64), (await FailureAsync(RegistryErrorKind.DigestMismatch, "app", "1.0.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_NoArchive_SaysWhatCame()
    {
        _server.Add(PackagedChart.Create("page", "1.0.0"), digest: "");
        _server.Files["/page-1.0.0.tgz"] = "<html>sign in</html>"u8.ToArray();
        _server.Add(PackagedChart.Create("other", "1.0.0") with { Name = "renamed" }, digest: "");

        Assert.Contains("gzipped tar", (await FailureAsync(RegistryErrorKind.ManifestInvalid, "page", "1.0.0")).Message, StringComparison.Ordinal);
        Assert.Contains("other 1.0.0", (await FailureAsync(RegistryErrorKind.ManifestInvalid, "renamed", "1.0.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_ChartInARegistry_SaysWhereToReplicateItFrom()
    {
        _server.Add(PackagedChart.Create("app", "1.0.0"), url: "oci://registry.example.com/charts/app:1.0.0");

        Assert.Contains("oci://registry.example.com/charts/app:1.0.0", (await FailureAsync(RegistryErrorKind.Unsupported, "app", "1.0.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_FileUrl_IsRefused()
    {
        _server.Add(PackagedChart.Create("app", "1.0.0"), url: "file:///etc/passwd");

        await FailureAsync(RegistryErrorKind.ProtocolError, "app", "1.0.0");
    }

    [Fact]
    public async Task Copy_ArchiveAtAnotherHost_GetsNoCredentials()
    {
        await using var elsewhere = await ChartServer.StartAsync();
        await using var plain = await FakeRegistry.StartAsync();
        var absolute = PackagedChart.Create("absolute", "1.0.0");
        var redirected = PackagedChart.Create("redirected", "1.0.0");
        _server.Authorization = Basic("reader", "right");
        _server.Add(absolute, url: new Uri(elsewhere.Url, absolute.FileName).ToString());
        _server.Add(redirected);
        _server.Redirects[$"/{redirected.FileName}"] = new Uri(elsewhere.Url, redirected.FileName).ToString();
        elsewhere.Files[$"/{absolute.FileName}"] = absolute.Archive;
        elsewhere.Files[$"/{redirected.FileName}"] = redirected.Archive;

        await CopyAsync(plain, "absolute", "1.0.0", new RegistryCredentials("reader", new Secret("right")));
        await CopyAsync(plain, "redirected", "1.0.0", new RegistryCredentials("reader", new Secret("right")));

        Assert.Empty(plain.Store.MissingFor("absolute", "1.0.0"));
        Assert.Empty(plain.Store.MissingFor("redirected", "1.0.0"));
        Assert.NotEmpty(elsewhere.Requests.All);
        Assert.All(elsewhere.Authorizations, Assert.Null);
        Assert.All(_server.Authorizations, sent => Assert.Equal(_server.Authorization, sent));
    }

    [Fact]
    public async Task List_IndexIsUnchanged_IsNotSentAgain()
    {
        _server.Add(PackagedChart.Create("app", "1.0.0"));
        using var registry = Open();

        await registry.ProbeAsync(CancellationToken.None);
        var names = await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync();

        Assert.Equal(["app"], names);
        Assert.Equal([200, 304], _server.Requests.All.Select(r => r.Status));
    }

    [Fact]
    public async Task Changes_AreRefused()
    {
        await using var plain = await FakeRegistry.StartAsync();
        plain.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 2000)]);
        using var from = new RegistryClient(plain.Endpoint);
        using var registry = Open();

        var error = await Assert.ThrowsAsync<RegistryException>(() => new CopyEngine().CopyAsync(
            new CopyRequest { Source = from, SourceRepository = "app", SourceReference = "v1", Destination = registry.Client, DestinationRepository = "app", DestinationTags = ["v1"] }, null, CancellationToken.None));

        Assert.Equal((RegistryErrorKind.Unsupported, false), (error.Kind, error.IsRetryable));
    }

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private IRegistry Open(RegistryCredentials? credentials = null) => new HelmRepositoryProvider().Open(
        new RegistryDeclaration { Url = new Uri(_server.Url, "index.yaml"), Credentials = credentials }, new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5 });

    private async Task<RegistryException> FailureAsync(RegistryErrorKind kind, string chart, string tag)
    {
        using var registry = Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => registry.Client.GetManifestAsync(chart, tag, CancellationToken.None));
        Assert.Equal(kind, error.Kind);
        return error;
    }

    private async Task<CopyResult> CopyAsync(FakeRegistry to, string chart, string tag, RegistryCredentials? credentials = null)
    {
        using var registry = Open(credentials);
        using var destination = new RegistryClient(to.Endpoint);
        return await new CopyEngine().CopyAsync(
            new CopyRequest
            {
                Source = registry.Client,
                SourceRepository = chart,
                SourceReference = tag,
                Destination = destination,
                DestinationRepository = chart,
                DestinationTags = [tag],
                Referrers = true,
                DigestTags = true,
            },
            null,
            CancellationToken.None);
    }
}
