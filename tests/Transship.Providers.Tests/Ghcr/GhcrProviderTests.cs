using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.Ghcr;

public sealed class GhcrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    protected override string OtherRepository => "team/tools/cli"; // a slash in the name of a package

    [Fact]
    public async Task ListArtifacts_NestedPackage_GivesItsTags()
    {
        using var registry = Server.Open();
        Assert.Equal(["v1"], (await TagsAsync(registry, OtherRepository)).Select(t => t.Key));
    }

    [Fact]
    public void Open_Anonymous_ListsNothing()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options);
        Assert.False(registry is IRepositoryListing or IArtifactListing or IArtifactDeletion);
    }

    [Fact]
    public void Open_AnotherRegistry_SaysWhichTypeToUse() => Assert.Contains(
        "docker-registry",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options)).Message,
        StringComparison.Ordinal);

    protected override async Task<ProductServer> StartAsync() => await GhcrServer.StartAsync();
}
