using Transship.Providers.Tests.Scenarios;
using Transship.Providers.VolcengineCr;
using Transship.Registry.Endpoints;
using Transship.Testing.Time;

namespace Transship.Providers.Tests.VolcengineCr;

public sealed class VolcengineCrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    protected override bool HasSessionTokens => true;

    [Theory]
    [InlineData("robot")]
    [InlineData("2100000000@1")]
    public void Open_NoAccessKey_SaysWhatIsExpected(string user)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret("p")) }, Server.Options));
        Assert.Contains("AKLT", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Theory]
    [InlineData("https://registry.example.com")]
    [InlineData("https://cn-beijing.cr.volces.com")]
    public void Open_NotVolcengine_SaysHowItsAddressesLook(string url) => Assert.Contains(
        "https://example-cn-beijing.cr.volces.com",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri(url) }, Server.Options)).Message,
        StringComparison.Ordinal);

    // The example of "Signature process" in Volcengine's documentation of its OpenAPI.
    [Fact]
    public async Task AuthorizeAsync_ExampleOfVolcengine_GivesItsSignature()
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "https://iam.volcengineapi.com/?Action=ListUsers&Version=2018-01-01&Limit=10&Offset=0");
        var key = new RegistryCredentials("AKLTYWViMTVmZGYzM2E0NDI5Mzk2MDZjNjFmMjc2MjRjMzg", new Secret("WkRZeE1EQmxPVGhsWWpWak5HVmtNbUUxTXpZeU9UVXlOMlE1TmpZeVlqTQ=="));
        var time = new FakeTimeProvider(new DateTimeOffset(2024, 6, 19, 7, 13, 6, TimeSpan.Zero));
        await new VolcengineSignature(key, "cn-beijing", "iam", time).AuthorizeAsync(message, default, CancellationToken.None);

        Assert.Equal(
            "HMAC-SHA256 Credential=AKLTYWViMTVmZGYzM2E0NDI5Mzk2MDZjNjFmMjc2MjRjMzg/20240619/cn-beijing/iam/request, SignedHeaders=host;x-date, Signature=e31c4558bcfe08a286001f59cedbf0791ffd0b2362f10e55ee2627467bcdde93",
            message.Headers.GetValues("Authorization").Single());
    }

    protected override async Task<ProductServer> StartAsync() => await VolcengineCrServer.StartAsync();
}
