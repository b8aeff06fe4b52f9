using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.GitLab;

public sealed class GitLabDeployTokenTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 2; // and the token; the first request only learns where tokens are

    protected override bool IsPublicPossible => false;

    [Fact]
    public override async Task ListRepositories_AllAndOfOneNamespace_GivesThem()
    {
        using var registry = Server.Open();
        Assert.False((await registry.ProbeAsync(CancellationToken.None)).Capabilities.Catalog);
        Assert.DoesNotContain(Server.Registry.Requests.All, request => request.Path.StartsWith("/api/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Anonymous_IsReadyForPulls()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options);
        var found = await registry.ProbeAsync(CancellationToken.None);
        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.False(found.Capabilities.Push);
    }

    protected override async Task<ProductServer> StartAsync() => await GitLabServer.StartForDeployTokenAsync();
}
