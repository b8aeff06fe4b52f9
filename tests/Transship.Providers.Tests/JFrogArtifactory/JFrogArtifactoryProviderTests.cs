using Transship.Providers.JFrogArtifactory;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.JFrogArtifactory;

public sealed class JFrogArtifactoryProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 1; // and one for the repositories

    protected override string Repository => "docker/app";

    protected override string OtherRepository => "docker/app/nested";

    [Fact]
    public async Task Probe_Always_TellsTheVersion()
    {
        using var registry = Server.Open();
        Assert.Equal("7.111.4", (await registry.ProbeAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Probe_IsNoArtifactory_SaysWhichTypeToUse()
    {
        await using var plain = await FakeRegistry.StartAsync();
        using var registry = new JFrogArtifactoryProvider().Open(new RegistryDeclaration { Url = plain.Url }, new RegistryClientOptions());
        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure!;

        Assert.Equal(RegistryErrorKind.NotARegistry, failure.Kind);
        Assert.Contains("docker-registry", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListRepositories_HostIsCalledLikeARepositoryButIsForAll_NamesThemWithTheKey()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Url = new Uri("https://docker.example.com") }, Server.Options);
        Assert.Equal([Repository, OtherRepository], await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task ListArtifacts_ImageHasChildrenAndAnotherBelow_GivesItsTagsOnly()
    {
        Add(Repository, null, 55); // without a tag
        using var registry = Server.Open();
        Assert.Equal(["stable", "v1", "v2"], (await TagsAsync(registry, Repository)).Select(tag => tag.Key));
    }

    [Fact]
    public async Task ListArtifacts_RepositoryIsAProxy_ListsWhatItServesWithoutDigests()
    {
        Add("hub/library/app", "v1", 7);
        using var registry = Server.Open();
        var artifact = Assert.Single(await ((IArtifactListing)registry).ListArtifactsAsync("hub/library/app", CancellationToken.None).ToListAsync());
        Assert.Null(artifact.Digest);
        Assert.Equal(["v1"], artifact.Tags);
    }

    [Theory]
    [InlineData("maven/app", "Maven")]
    [InlineData("hub/app", "remote")]
    public async Task EnsureNamespace_RepositoryTakesNoImages_RefusesBeforeThePush(string repository, string expected)
    {
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync(repository, CancellationToken.None));
        Assert.Equal(RegistryErrorKind.PolicyRefused, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureNamespace_SomebodyMakesItInBetween_FindsItThere()
    {
        ((JFrogArtifactoryServer)Server).SomebodyIsFaster = true;
        using var registry = Server.Open();
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);

        Assert.True(Server.Namespaces.ContainsKey("fresh"));
        Assert.Equal(1, Server.Registry.Requests.Count("PUT", "api/repositories"));
    }

    [Theory]
    [InlineData("https://example.jfrog.io/artifactory/api/docker/docker-local", "https://example.jfrog.io/artifactory/", "docker-local")]
    [InlineData("https://example.com/repo/artifactory/api/oci/charts", "https://example.com/repo/artifactory/", "charts")]
    [InlineData("https://example.jfrog.io", "https://example.jfrog.io/artifactory/", null)]
    public void Parse_Addresses_TellWhereTheApiIs(string url, string api, string? key) =>
        Assert.Equal(new JFrogAddress(new Uri(api), key), JFrogAddress.Parse(new RegistryEndpoint(new Uri(url)).ApiBase));

    [Fact]
    public void Open_PathOfSomethingElse_SaysHowAddressesLook()
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://example.jfrog.io/ui/repos") }, Server.Options));
        Assert.Contains("https://example.jfrog.io/artifactory/api/docker/docker-local", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "token")]
    [InlineData("sync", "")]
    public void Open_HalfALogin_SaysWhatIsExpected(string user, string password)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret(password)) }, Server.Options));
        Assert.Contains("identity token", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    protected override async Task<ProductServer> StartAsync() => await JFrogArtifactoryServer.StartAsync();
}
