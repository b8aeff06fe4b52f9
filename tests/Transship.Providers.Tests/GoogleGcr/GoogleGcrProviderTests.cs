using Transship.Providers.GoogleGcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests.GoogleGcr;

public sealed class GoogleGcrProviderTests : ProviderScenarios
{
    protected override string Repository => "team/images/app";

    protected override string OtherRepository => "team/images/tools/cli";

    protected override int? PagesOfThousandTags => 1;

    [Theory]
    [InlineData("robot", "p", "_json_key")]
    [InlineData("_json_key", "{ broken", "gcloud iam service-accounts keys create")]
    [InlineData("_json_key", """{"type":"service_account"}""", "gcloud iam service-accounts keys create")]
    [InlineData("_json_key_base64", "e30=", "gcloud iam service-accounts keys create")]
    public void Open_NoKey_SaysWhatIsExpectedWithoutRepeatingIt(string user, string password, string expected)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(
            Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret(password)) }, Server.Options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("broken", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_NotGoogle_SaysHowItsAddressesLook() => Assert.Contains(
        "europe-west1-docker.pkg.dev",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AddressOf_Location_IsArtifactRegistry()
    {
        Assert.Equal(new Uri("https://us-docker.pkg.dev/"), new GoogleGcrProvider().AddressOf(new RegistryDeclaration { Region = "us" }));
        Assert.Contains("spec.region", Assert.Throws<DeclarationException>(() => new GoogleGcrProvider().AddressOf(new RegistryDeclaration())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkloadIdentity_TokenEnds_IsAskedForAnew()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null, WorkloadIdentity = true }, Server.Options);
        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
        Server.Expire();
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
    }

    protected override async Task<ProductServer> StartAsync() => await GoogleGcrServer.StartAsync();
}
