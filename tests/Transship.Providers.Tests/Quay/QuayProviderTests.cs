using Transship.Providers.Quay;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.Quay;

public sealed class QuayProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 10;

    [Theory]
    [InlineData("", "secret")]
    [InlineData("json_file", """{"oauth2_token": "a", "account_name": "b"}""")]
    [InlineData(QuayServer.TokenUser, "")]
    public void Open_NoLoginOfQuay_SaysWhatIsExpected(string user, string password)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret(password)) }, Server.Options));
        Assert.Contains("$oauthtoken", error.Message, StringComparison.Ordinal);
        Assert.Contains("team+sync", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void AddressOf_NothingSaid_IsQuayIo() => Assert.Equal(new Uri("https://quay.io/"), ((IRegistryProvider)new QuayProvider()).AddressOf(new RegistryDeclaration()));

    [Fact]
    public async Task ListRepositories_SeveralPages_GivesAll()
    {
        for (var i = 0; i < 250; i++)
        {
            Add($"team/many-{i}", "v1", 1);
        }

        using var registry = Server.Open();
        Assert.Equal(252, await ((IRepositoryListing)registry).ListRepositoriesAsync("team/", CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task Anonymous_IsReadyAndListsNamedNamespacesOnly()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options);
        var found = await registry.ProbeAsync(CancellationToken.None);
        var error = await Assert.ThrowsAsync<RegistryException>(async () => await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync());

        Assert.True(found.IsReady, found.Failure?.Message);
        Assert.False(found.Capabilities.Push);
        Assert.Equal(RegistryErrorKind.Unsupported, error.Kind);
    }

    [Fact]
    public async Task EnsureNamespace_IsAUser_MakesNothing()
    {
        using var registry = Server.Open();
        await ((INamespaceCreation)registry).EnsureNamespaceAsync("someone/app", CancellationToken.None);
        Assert.DoesNotContain(Server.Registry.Requests.All, request => request.Method == "POST");
    }

    [Fact]
    public async Task EnsureNamespace_ServerMakesNone_SaysToCreateItByHand()
    {
        ((QuayServer)Server).RefusesOrganizations = true;
        using var registry = Server.Open();
        var error = await Assert.ThrowsAsync<RegistryException>(() => ((INamespaceCreation)registry).EnsureNamespaceAsync("fresh/app", CancellationToken.None));

        Assert.Equal(RegistryErrorKind.PolicyRefused, error.Kind);
        Assert.Contains("create it by hand", error.Message, StringComparison.Ordinal);
    }

    protected override async Task<ProductServer> StartAsync() => await QuayServer.StartAsync();
}
