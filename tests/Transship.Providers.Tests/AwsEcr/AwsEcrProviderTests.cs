using Transship.Providers.AwsEcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.AwsEcr;

public sealed class AwsEcrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 1;

    [Fact]
    public async Task EnsureNamespace_WithSettings_MakesTheRepositoryAsTheySay()
    {
        var settings = new AwsSettings { ImmutableTags = true, ScanOnPush = true, KmsKey = "alias/registry", RepositoryTags = "cost=42\nteam=a=b" };
        using var registry = Server.Provider.Open(Server.Declaration with { Aws = settings }, Server.Options);
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);

        Assert.Equal(
            """{"registryId":"123456789012","repositoryName":"fresh/app","imageTagMutability":"IMMUTABLE","imageScanningConfiguration":{"scanOnPush":true},"encryptionConfiguration":{"encryptionType":"KMS","kmsKey":"alias/registry"},"tags":[{"Key":"cost","Value":"42"},{"Key":"team","Value":"a=b"}]}""",
            ((AwsEcrServer)Server).Created.GetRawText());
    }

    [Fact]
    public async Task EnsureNamespace_WithoutSettings_LeavesEverythingToTheRegistry()
    {
        using var registry = Server.Open();
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None);
        Assert.Equal("""{"registryId":"123456789012","repositoryName":"fresh/app"}""", ((AwsEcrServer)Server).Created.GetRawText());
    }

    [Fact]
    public async Task Probe_WithARole_UsesItsTemporaryKeysAndRenewsThem()
    {
        var role = new AwsSettings { RoleArn = "arn:aws:iam::123456789012:role/pull", ExternalId = "ext-1" };
        using var registry = Server.Provider.Open(Server.Declaration with { Aws = role }, Server.Options);
        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
        Server.Expire();
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
    }

    [Fact]
    public async Task Probe_TemporaryKeyWithItsSessionToken_IsReady()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = ((AwsEcrServer)Server).NewTemporaryKey() }, Server.Options);
        var found = await registry.ProbeAsync(CancellationToken.None);
        Assert.True(found.IsReady, found.Failure?.Message);
    }

    [Fact]
    public async Task Probe_ExternalIdIsWrong_SaysThatTheRoleIsRefused()
    {
        var role = new AwsSettings { RoleArn = "arn:aws:iam::123456789012:role/pull", ExternalId = "ext-2" };
        using var registry = Server.Provider.Open(Server.Declaration with { Aws = role }, Server.Options);
        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure!;
        Assert.Equal(RegistryErrorKind.PermissionDenied, failure.Kind);
        Assert.Contains("sts:AssumeRole", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("robot", "p", "no access key id of AWS")]
    [InlineData("AWS", "p", "no access key id of AWS")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "", "secret access key")]
    [InlineData("ASIAIOSFODNN7EXAMPLE", "p", "sessionToken")]
    public void Open_NoAccessKey_SaysWhatIsExpected(string user, string password, string expected)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(
            Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret(password)) }, Server.Options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_NoCredentials_SaysThatSomeAreNeeded() => Assert.Contains(
        "workloadIdentity", Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://ecr.eu-west-1.amazonaws.com")]
    [InlineData("https://registry.example.com")]
    public void Open_NotEcr_SaysHowItsAddressesLook(string url)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri(url) }, Server.Options));
        Assert.Contains("123456789012.dkr.ecr.eu-west-1.amazonaws.com", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherRegion_SaysSo() => Assert.Contains(
        "us-east-1", Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Region = "us-east-1" }, Server.Options)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("eu-west-1", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/")]
    public void AddressOf_RegionAndAccount_IsTheRegistry(string region, string expected) => Assert.Equal(
        new Uri(expected), new AwsEcrProvider().AddressOf(new RegistryDeclaration { Region = region, Aws = new AwsSettings { RegistryId = "123456789012" } }));

    [Fact]
    public void AddressOf_SomethingIsMissing_NamesTheField()
    {
        Assert.Contains("spec.region", Assert.Throws<DeclarationException>(() => new AwsEcrProvider().AddressOf(new RegistryDeclaration())).Message, StringComparison.Ordinal);
        Assert.Contains(
            "spec.aws.registryId", Assert.Throws<DeclarationException>(() => new AwsEcrProvider().AddressOf(new RegistryDeclaration { Region = "eu-west-1" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://public.ecr.aws", "https://api.ecr-public.us-east-1.amazonaws.com/", "ecr-public")]
    [InlineData("https://123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "https://ecr-fips.us-gov-west-1.amazonaws.com/", "ecr")]
    [InlineData("https://123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "https://api.ecr.cn-north-1.amazonaws.com.cn/", "ecr")]
    public void Parse_Addresses_TellTheApi(string url, string api, string service)
    {
        var address = AwsEcrAddress.Parse(new Uri(url));
        Assert.Equal((new Uri(api), service), (address.Api, address.Service));
    }

    protected override async Task<ProductServer> StartAsync() => await AwsEcrServer.StartAsync();
}
