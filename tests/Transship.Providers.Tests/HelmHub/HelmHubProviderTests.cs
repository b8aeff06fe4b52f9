using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Transship.Providers.HelmHub;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Copying;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Charts;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmHub;

/// <summary>Artifact Hub's API v1 as its openapi.yaml describes it, and the chart repositories that it names, at one server.</summary>
public sealed class HelmHubProviderTests : IAsyncLifetime
{
    private ChartServer _server = null!;
    private int _throttled;

    public async Task InitializeAsync()
    {
        _server = await ChartServer.StartAsync();
        _server.Intercept = AnswerAsync;
        _server.Add(PackagedChart.Create("nginx", "1.0.0"));
        _server.Add(PackagedChart.Create("nginx", "2.0.0"));
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Probe_GoodAndWrongKeys_AreToldApart()
    {
        using var anonymous = Open();
        using var good = Open(new RegistryCredentials("key-id", new Secret("key-secret")));
        using var wrong = Open(new RegistryCredentials("key-id", new Secret("wrong")));

        var found = await anonymous.ProbeAsync(CancellationToken.None);
        Assert.Equal((true, false, true), (found.IsReady, found.Capabilities.Push, found.Capabilities.Catalog));
        Assert.True((await good.ProbeAsync(CancellationToken.None)).IsReady);
        Assert.Equal(RegistryErrorKind.AuthenticationFailed, (await wrong.ProbeAsync(CancellationToken.None)).Failure?.Kind);
    }

    [Fact]
    public void Open_HalfAKey_SaysWhatIsExpected()
    {
        var error = Assert.Throws<DeclarationException>(() => Open(new RegistryCredentials("key-id", default)));
        Assert.Contains("API key", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests.All);
    }

    [Fact]
    public async Task ListRepositories_AllAndOfOneRepository_FollowsPages()
    {
        using var registry = Open();
        var listing = (IRepositoryListing)registry;

        Assert.Equal(131, await listing.ListRepositoriesAsync("", CancellationToken.None).CountAsync());
        Assert.Equal(3, _server.Requests.Count("GET", "packages/search"));
        Assert.Equal(["good/nginx"], await listing.ListRepositoriesAsync("good/", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task ListArtifacts_Chart_TakesOneSearchAndOneIndex()
    {
        using var registry = Open();

        var versions = await ((IArtifactListing)registry).ListArtifactsAsync("good/nginx", CancellationToken.None).ToListAsync();

        Assert.Equal(["1.0.0", "2.0.0"], versions.SelectMany(v => v.Tags));
        Assert.All(versions, v => Assert.NotNull(v.Digest));
        Assert.Equal(2, _server.Requests.All.Count);
        Assert.Empty(await ((IArtifactListing)registry).ListArtifactsAsync("missing/nginx", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Copy_Chart_ArrivesByteForByteAndItsServerSeesNoKey()
    {
        await using var plain = await FakeRegistry.StartAsync();
        using var to = new RegistryClient(plain.Endpoint);
        using var registry = Open(new RegistryCredentials("key-id", new Secret("key-secret")));

        await new CopyEngine().CopyAsync(
            new CopyRequest { Source = registry.Client, SourceRepository = "good/nginx", SourceReference = "2.0.0", Destination = to, DestinationRepository = "mirror/nginx", DestinationTags = ["2.0.0"] },
            null,
            CancellationToken.None);

        Assert.Empty(plain.Store.MissingFor("mirror/nginx", "2.0.0"));
        Assert.Contains(_server.Files["/nginx-2.0.0.tgz"], plain.Store["mirror/nginx"].Blobs.Values);
    }

    [Fact]
    public async Task ListArtifacts_RepositoryInARegistry_SaysWhereToReplicateItFrom()
    {
        using var registry = Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((IArtifactListing)registry).ListArtifactsAsync("oci/app", CancellationToken.None).ToListAsync().AsTask());
        Assert.Equal(RegistryErrorKind.Unsupported, error.Kind);
        Assert.Contains("oci://registry.example.com/charts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListArtifacts_NoRepositoryInTheName_SaysHowToWriteIt()
    {
        using var registry = Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => registry.Client.ResolveAsync("nginx", "1.0.0", CancellationToken.None));
        Assert.Contains("repository/nginx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListRepositories_IsThrottled_IsRepeated()
    {
        _throttled = 2;
        using var registry = Open();
        Assert.Equal(["good/nginx"], await ((IRepositoryListing)registry).ListRepositoriesAsync("good/", CancellationToken.None).ToListAsync());
    }

    private IRegistry Open(RegistryCredentials? credentials = null)
    {
        var declaration = new RegistryDeclaration { Credentials = credentials, Limits = new EndpointLimits { RequestsPerSecond = 10_000 } };
        var provider = new HelmHubProvider();
        return provider.Open(
            declaration with { Url = provider.AddressOf(declaration) },
            new RegistryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), Jitter = () => 0.5, WrapHandler = _ => new RoutingHandler(_server.Url) });
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        var hasKey = context.Request.Headers.ContainsKey("X-API-KEY-ID");
        if (context.Request.Host.Host != "artifacthub.io")
        {
            return hasKey && Status(400); // what belongs to the hub went elsewhere
        }

        if (Interlocked.Decrement(ref _throttled) >= 0)
        {
            context.Response.Headers.RetryAfter = "0";
            return Status(429);
        }

        if (hasKey && (context.Request.Headers["X-API-KEY-ID"] != "key-id" || context.Request.Headers["X-API-KEY-SECRET"] != "key-secret"))
        {
            return Status(401);
        }

        var query = context.Request.Query;
        var (limit, offset) = (int.Parse(query["limit"].FirstOrDefault() ?? "20", CultureInfo.InvariantCulture), int.Parse(query["offset"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture));
        if (limit > 60)
        {
            return Status(400);
        }

        object? body = context.Request.Path.Value switch
        {
            "/api/v1/users/profile" => hasKey ? new { alias = "me" } : null,
            "/api/v1/packages/search" when query["kind"] == "0" => new { packages = Packages(query["repo"]).Skip(offset).Take(limit) },
            "/api/v1/repositories/search" when query["kind"] == "0" => Repositories.Where(r => r.Name.Contains(query["name"].ToString(), StringComparison.Ordinal)).Select(r => new { name = r.Name, url = r.Url }).Skip(offset).Take(limit),
            _ => null,
        };
        context.Response.StatusCode = body is null ? 404 : 200;
        await context.Response.WriteAsync(JsonSerializer.Serialize(body ?? new { message = "not found" }));
        return true;

        bool Status(int status)
        {
            context.Response.StatusCode = status;
            return true;
        }
    }

    private static (string Name, string Url)[] Repositories { get; } = [("goods", "https://goods.example.com"), ("good", "https://charts.example.com"), ("oci", "oci://registry.example.com/charts")];

    private static IEnumerable<object> Packages(string? repository) => new[] { ("good", "nginx") }
        .Concat(Enumerable.Range(0, 130).Select(i => ("goods", string.Create(CultureInfo.InvariantCulture, $"chart-{i}"))))
        .Where(p => string.IsNullOrEmpty(repository) || p.Item1 == repository)
        .Select(p => (object)new { name = p.Item2, version = "1.0.0", repository = new { name = p.Item1, kind = 0 } });
}
