using Transship.Providers.Tests.Scenarios;
using Transship.Testing.Registry;

namespace Transship.Providers.Tests.AwsEcr;

/// <summary>The public gallery with keys: names begin with the alias of the account, which its API leaves out.</summary>
public sealed class AwsEcrPublicTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 1;

    protected override string Repository => "a1b2c3d4/app";

    protected override string OtherRepository => "a1b2c3d4/team/tools";

    [Fact]
    public async Task ListArtifacts_OfAnotherAccount_GivesTagsWithoutDigests()
    {
        Server.Store["docker/library/nginx"].AddImage("stable", [[1, 2, 3]]);
        using var registry = Server.Open();
        var artifact = Assert.Single(await ((IArtifactListing)registry).ListArtifactsAsync("docker/library/nginx", CancellationToken.None).ToListAsync());
        Assert.Null(artifact.Digest);
        Assert.Equal(["stable"], artifact.Tags);
    }

    [Fact]
    public override async Task EnsureNamespace_IsMissing_MakesItOnce()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Aws = new AwsSettings { ImmutableTags = true, ScanOnPush = true } }, Server.Options);
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("a1b2c3d4/fresh", CancellationToken.None);
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("a1b2c3d4/fresh", CancellationToken.None);

        Assert.Equal("""{"repositoryName":"fresh"}""", ((AwsEcrServer)Server).Created.GetRawText()); // the gallery knows no other settings
        Assert.True(Server.Namespaces.ContainsKey("a1b2c3d4/fresh"));
    }

    protected override async Task<ProductServer> StartAsync() => await AwsEcrServer.StartPublicAsync();
}
