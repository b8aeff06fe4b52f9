using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.Quay;

public sealed class QuayRobotTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => null;

    protected override bool IsPublicPossible => false;

    [Fact]
    public async Task ListRepositories_SeveralPages_GivesAllWithoutTheApi()
    {
        for (var i = 0; i < 250; i++)
        {
            Add($"team/many-{i}", "v1", 1);
        }

        using var registry = Server.Open();
        Assert.Equal(252, await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).CountAsync());
        Assert.DoesNotContain(Server.Registry.Requests.All, request => request.Path.StartsWith("/api/", StringComparison.Ordinal));
    }

    protected override async Task<ProductServer> StartAsync() => await QuayServer.StartForRobotAsync();
}
