using Transship.Providers.DockerHub;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Clients;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.DockerHub;

public sealed class DockerHubProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    [Theory]
    [InlineData("https://hub.docker.com")]
    [InlineData("https://registry-1.docker.io")]
    [InlineData("https://index.docker.io/v1/")]
    public async Task Open_OtherNamesOfDockerHub_AreTheSame(string url)
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Url = new Uri(url) }, Server.Options);
        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
    }

    [Fact]
    public void Open_AnotherRegistry_SaysWhichTypeToUse()
    {
        var error = Assert.Throws<DeclarationException>(() => new DockerHubProvider().Open(new RegistryDeclaration { Url = new Uri("https://quay.io") }, new RegistryClientOptions()));
        Assert.Contains("docker-registry", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListRepositories_AnonymousAndNoNamespace_SaysHowToWriteTheFilter()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options);
        var error = await Assert.ThrowsAsync<RegistryException>(async () => await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync());
        Assert.Equal(RegistryErrorKind.Unsupported, error.Kind);
        Assert.Contains("library/*", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListArtifacts_OfficialImage_IsInLibrary()
    {
        Add("library/busybox", "1.37", 9);
        using var registry = Server.Open();
        Assert.Equal(["1.37"], (await TagsAsync(registry, "busybox")).Select(t => t.Key));
    }

    [Fact]
    public async Task ListArtifacts_ThreeParts_SaysToFlatten()
    {
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => TagsAsync(registry, "a/b/c"));
        Assert.Equal(RegistryErrorKind.InvalidReference, error.Kind);
        Assert.Empty(Server.Registry.Requests.All);
    }

    protected override async Task<ProductServer> StartAsync() => await DockerHubServer.StartAsync();
}
