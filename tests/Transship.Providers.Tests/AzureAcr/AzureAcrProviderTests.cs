using Transship.Providers.AzureAcr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Auth;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.AzureAcr;

public sealed class AzureAcrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 1;

    [Fact]
    public void Open_NotAzure_SaysHowItsAddressesLook()
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options));
        Assert.Contains("https://example.azurecr.io", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public async Task WorkloadIdentity_IsExchanged_AndRenewedWhenItEnds()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null, WorkloadIdentity = true }, Server.Options);
        Assert.True((await registry.ProbeAsync(CancellationToken.None)).IsReady);
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
        Server.Expire();
        Assert.Equal(3, (await TagsAsync(registry, Repository)).Count);
        Assert.Equal(2, Server.Registry.Requests.Count("POST", "/oauth2/exchange"));
    }

    [Fact]
    public async Task WorkloadIdentity_IsNotOfTheRegistry_SaysThatItIsRefused()
    {
        var provider = new AzureAcrProvider((time, _) => Task.FromResult(new IssuedCredentials(new("", new("somebody-else")), time.GetUtcNow().AddHours(1))));
        using var registry = provider.Open(Server.Declaration with { Credentials = null, WorkloadIdentity = true }, Server.Options);
        Assert.Equal(RegistryErrorKind.AuthenticationFailed, (await registry.ProbeAsync(CancellationToken.None)).Failure?.Kind);
    }

    protected override async Task<ProductServer> StartAsync() => await AzureAcrServer.StartAsync();
}
