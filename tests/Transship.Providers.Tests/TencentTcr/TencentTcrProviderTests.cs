using System.Net.Http.Headers;
using System.Text;
using Transship.Providers.TencentTcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Testing.Time;

namespace Transship.Providers.Tests.TencentTcr;

public sealed class TencentTcrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10; // and one for the instance

    protected override bool HasSessionTokens => true;

    protected override string OtherRepository => "team/tools/cli";

    [Theory]
    [InlineData("robot")]
    [InlineData("100012345")]
    public void Open_NoSecretId_SaysWhatIsExpected(string user)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret("p")) }, Server.Options));
        Assert.Contains("AKID", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_NotTencent_SaysHowItsAddressesLook() => Assert.Contains(
        "https://example.tencentcloudcr.com",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Open_NoKey_SaysWhereToNameOne() => Assert.Contains(
        "spec.credentials.secretRef",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Probe_InstanceOfAnotherName_SaysSo()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Url = new Uri("https://other.tencentcloudcr.com") }, Server.Options);
        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure!;
        Assert.Equal(RegistryErrorKind.NotFound, failure.Kind);
        Assert.Contains("other", failure.Message, StringComparison.Ordinal);
    }

    // The example of "Signature v3" in Tencent Cloud's documentation of CVM; the stars are part of it.
    [Fact]
    public async Task AuthorizeAsync_ExampleOfTencent_GivesItsSignature()
    {
        const string body = """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""";
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://cvm.tencentcloudapi.com/") { Content = new StringContent(body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        var key = new RegistryCredentials("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", new Secret("Gu5t9xGARNpq86cd98joQYCN3*******"));
        await new TencentSignature(key, "cvm", new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1551113065))).AuthorizeAsync(message, Encoding.UTF8.GetBytes(body), CancellationToken.None);

        Assert.Equal(
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
            message.Headers.GetValues("Authorization").Single());
        Assert.False(message.Headers.Contains("X-TC-Token"));
    }

    protected override async Task<ProductServer> StartAsync() => await TencentTcrServer.StartAsync();
}
