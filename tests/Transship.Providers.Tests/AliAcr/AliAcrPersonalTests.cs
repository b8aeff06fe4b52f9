using Transship.Providers.AliAcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests.AliAcr;

public sealed class AliAcrPersonalTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    protected override bool HasSessionTokens => true;

    protected override bool IsPublicPossible => false;

    [Theory]
    [InlineData("robot")]
    [InlineData("someone@example.com")]
    public void Open_NoAccessKey_SaysWhatIsExpected(string user)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret("p")) }, Server.Options));
        Assert.Contains("access key id", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_TemporaryKeyWithoutItsToken_SaysWhereToStoreIt()
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials("STS.NUgYrLnoC37mZZCNnAbez", new Secret("p")) }, Server.Options));
        Assert.Contains("sessionToken", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_NotAlibaba_SaysHowItsAddressesLook() => Assert.Contains(
        "registry.cn-hangzhou.aliyuncs.com",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AddressOf_Region_IsThePersonalEdition()
    {
        Assert.Equal(new Uri("https://registry.eu-central-1.aliyuncs.com/"), new AliAcrProvider().AddressOf(new RegistryDeclaration { Region = "eu-central-1" }));
        Assert.Contains("spec.region", Assert.Throws<DeclarationException>(() => new AliAcrProvider().AddressOf(new RegistryDeclaration())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://registry-vpc.cn-beijing.aliyuncs.com", "cn-beijing", null)]
    [InlineData("https://my-team-registry-vpc.ap-southeast-1.cr.aliyuncs.com", "ap-southeast-1", "my-team")]
    public void Parse_Addresses_TellRegionAndInstance(string url, string region, string? instance) => Assert.Equal(new AliAcrAddress(region, instance), AliAcrAddress.Parse(new Uri(url)));

    // The example of "Request signatures" in Alibaba Cloud's documentation of ECS.
    [Fact]
    public void Sign_ExampleOfAlibaba_GivesItsSignature()
    {
        var query = AliRpcAuthorizer.Query(new Dictionary<string, string>
        {
            ["Timestamp"] = "2016-02-23T12:46:24Z",
            ["Format"] = "XML",
            ["AccessKeyId"] = "testid",
            ["Action"] = "DescribeRegions",
            ["SignatureMethod"] = "HMAC-SHA1",
            ["SignatureNonce"] = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
            ["Version"] = "2014-05-26",
            ["SignatureVersion"] = "1.0",
        });
        Assert.Equal("OLeaidS1JvxuMvnyHOwuJ+uX5qY=", AliRpcAuthorizer.Sign("GET", query, new Secret("testsecret")));
    }

    protected override async Task<ProductServer> StartAsync() => await AliAcrServer.StartAsync(enterprise: false);
}
