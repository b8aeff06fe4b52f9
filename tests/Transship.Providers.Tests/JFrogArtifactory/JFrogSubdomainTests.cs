using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.JFrogArtifactory;

public sealed class JFrogSubdomainTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 4; // the tags, the repositories, and three that show for which of them the host stands, unless it was asked before

    [Fact]
    public override async Task EnsureNamespace_IsMissing_MakesItOnce()
    {
        using var registry = Server.Open();
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);
        Assert.DoesNotContain(Server.Registry.Requests.All, request => request.Method == "PUT"); // the repository is the host's
    }

    protected override async Task<ProductServer> StartAsync() => await JFrogArtifactoryServer.StartForOneAsync();
}
