using System.Globalization;
using Transship.Providers.Tests.HelmCharts;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.HelmHub;

public sealed class HelmHubProviderTests : ChartScenarios
{
    protected override int? PagesOfThousandTags => 1; // the index, and one for where it is

    [Fact]
    public async Task Probe_Anonymous_IsASourceOnly()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options);
        var found = await registry.ProbeAsync(CancellationToken.None);
        Assert.Equal((true, false, true), (found.IsReady, found.Capabilities.Push, found.Capabilities.Catalog));
    }

    [Fact]
    public void Open_HalfAKey_SaysWhatIsExpected()
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials("key-id", default) }, Server.Options));
        Assert.Contains("API key", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public async Task ListRepositories_MoreThanAPage_FollowsPages()
    {
        for (var i = 0; i < 130; i++)
        {
            Charts.Add(string.Create(CultureInfo.InvariantCulture, $"teams/chart-{i}"), "1.0.0");
        }

        using var registry = Server.Open();
        var listing = (IRepositoryListing)registry;

        Assert.Equal(132, await listing.ListRepositoriesAsync("", CancellationToken.None).CountAsync());
        Assert.Equal(3, Server.Registry.Requests.Count("GET", "packages/search"));
        Assert.Equal(130, await listing.ListRepositoriesAsync("teams/", CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task ListArtifacts_NoSuchRepositoryOfTheHub_GivesNone()
    {
        using var registry = Server.Open();
        Assert.Empty(await ((IArtifactListing)registry).ListArtifactsAsync("tea/app", CancellationToken.None).ToListAsync()); // a part of a name that is there
    }

    [Fact]
    public async Task Copy_Chart_ArrivesByteForByteAndItsServerSeesNoKey()
    {
        var chart = Charts.Add(Repository, "3.0.0");
        await using var plain = await FakeRegistry.StartAsync();
        using var to = new RegistryClient(plain.Endpoint);
        using var registry = Server.Open();

        await CopyAsync(registry.Client, to, Repository, "3.0.0");

        Assert.Empty(plain.Store.MissingFor(Repository, "3.0.0"));
        Assert.Equal(chart.Archive, plain.Store[Repository].Blobs[Digest.Parse(chart.Digest)]);
    }

    [Fact]
    public async Task ListArtifacts_RepositoryInARegistry_SaysWhereToReplicateItFrom()
    {
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((IArtifactListing)registry).ListArtifactsAsync("goods-in-a-registry/app", CancellationToken.None).ToListAsync().AsTask());
        Assert.Equal(RegistryErrorKind.Unsupported, error.Kind);
        Assert.Contains("oci://registry.example.com/charts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListArtifacts_NoRepositoryInTheName_SaysHowToWriteIt()
    {
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => registry.Client.ResolveAsync("nginx", "1.0.0", CancellationToken.None));
        Assert.Contains("repository/nginx", error.Message, StringComparison.Ordinal);
    }

    protected override async Task<ProductServer> StartAsync() => await HelmHubServer.StartAsync();
}
