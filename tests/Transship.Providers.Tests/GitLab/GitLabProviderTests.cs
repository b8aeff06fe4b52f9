using Transship.Providers.GitLab;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.GitLab;

public sealed class GitLabProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 2; // and the token; the first request only learns where tokens are

    protected override string OtherRepository => "team/tools/cli"; // an image below its project

    private GitLabServer GitLab => (GitLabServer)Server;

    [Fact]
    public async Task Probe_Always_TellsTheVersion()
    {
        using var registry = Server.Open();
        Assert.Equal("18.5.1-ee", (await registry.ProbeAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Probe_TokenOfTheRegistryAlone_IsReadyWithoutListing()
    {
        GitLab.TokenIsForTheApi = false;
        using var registry = Server.Open();
        var found = await registry.ProbeAsync(CancellationToken.None);

        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.False(found.Capabilities.Catalog);
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None); // the push tells
    }

    [Fact]
    public async Task Probe_IsNoGitLab_SaysWhichTypeToUse()
    {
        await using var plain = await FakeRegistry.StartAsync(new FakeRegistryOptions { Bearer = true });
        using var registry = new GitLabProvider().Open(new RegistryDeclaration { Url = plain.Url, Credentials = new RegistryCredentials("a", new Secret("b")) }, new RegistryClientOptions());
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync("a/b", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.NotARegistry, error.Kind);
        Assert.Contains("docker-registry", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListArtifacts_RegistryWithoutDatabase_GivesTagsWithoutDigests()
    {
        GitLab.HasDatabase = false;
        using var registry = Server.Open();
        var found = (await registry.ProbeAsync(CancellationToken.None)).Capabilities;
        var artifacts = await ((IArtifactListing)registry).ListArtifactsAsync(Repository, CancellationToken.None).ToListAsync();

        Assert.Equal((false, false), (found.Artifacts, found.PushTimes));
        Assert.Equal(["stable", "v1", "v2"], artifacts.SelectMany(a => a.Tags).Order(StringComparer.Ordinal));
        Assert.All(artifacts, artifact => Assert.Null(artifact.Digest));
    }

    [Fact]
    public async Task ListArtifacts_ListingWasMissingOnce_IsAskedForAgain()
    {
        GitLab.HasDatabase = false;
        using var registry = Server.Open();
        var listing = (IArtifactListing)registry;
        await listing.ListArtifactsAsync(Repository, CancellationToken.None).CountAsync();
        GitLab.HasDatabase = true;

        Assert.All(await listing.ListArtifactsAsync(Repository, CancellationToken.None).ToListAsync(), artifact => Assert.NotNull(artifact.Digest));
    }

    [Theory]
    [InlineData("team/tools/", "team/tools/cli")]
    [InlineData("team/tools/cli/x", "team/tools/cli")]
    [InlineData("someone/", "someone/own/app")]
    [InlineData("nobody/", null)]
    public async Task ListRepositories_BelowAProjectAUserOrNothing_GivesThose(string prefix, string? expected)
    {
        Add("someone/own/app", "v1", 9);
        using var registry = Server.Open();
        Assert.Equal(expected is null ? [] : [expected], await ((IRepositoryListing)registry).ListRepositoriesAsync(prefix, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task ListRepositories_SeveralPages_GivesAllWhateverTheServerCallsItself()
    {
        for (var i = 0; i < 250; i++)
        {
            Add($"team/app/many-{i}", "v1", 1);
        }

        using var registry = Server.Open();
        Assert.Equal(252, await ((IRepositoryListing)registry).ListRepositoriesAsync("team/", CancellationToken.None).CountAsync());
    }

    [Theory]
    [InlineData("fresh/app/image", "fresh/app")]
    [InlineData("deep/er/app", "deep/er/app")]
    public async Task EnsureNamespace_ProjectIsMissing_MakesItPrivateBelowItsGroup(string repository, string project)
    {
        using var registry = Server.Open();
        await ((INamespaceCreation)registry).EnsureNamespaceAsync(repository, CancellationToken.None);
        Assert.Equal("private", Assert.Single(GitLab.Made, made => made.Key == project).Value);
    }

    [Theory]
    [InlineData("unknown/app", RegistryErrorKind.NotFound)]
    [InlineData("app", RegistryErrorKind.InvalidReference)]
    [InlineData("deep/er", RegistryErrorKind.InvalidReference)]
    public async Task EnsureNamespace_NoGroupForIt_SaysWhatIsMissing(string repository, RegistryErrorKind kind)
    {
        using var registry = Server.Open();
        Assert.Equal(kind, (await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync(repository, CancellationToken.None))).Kind);
    }

    [Theory]
    [InlineData("https://gitlab.com", "registry.gitlab.com")]
    public void Open_AddressOfGitLabItself_SaysWhereTheRegistryIs(string url, string expected) => Assert.Contains(
        expected,
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri(url) }, Server.Options)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("", "glpat-abc")]
    [InlineData("someone", "")]
    public void Open_HalfALogin_SaysWhatIsExpected(string user, string password)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret(password)) }, Server.Options));
        Assert.Contains("access token", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void AddressOf_NothingSaid_IsGitLabCom() => Assert.Equal(new Uri("https://registry.gitlab.com/"), ((IRegistryProvider)new GitLabProvider()).AddressOf(new RegistryDeclaration()));

    protected override async Task<ProductServer> StartAsync() => await GitLabServer.StartAsync();
}
