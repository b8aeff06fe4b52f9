using System.Globalization;
using Transship.Providers.HuaweiSwr;
using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests.HuaweiSwr;

public sealed class HuaweiSwrProviderTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => null;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListRepositories_MoreThanAPage_GivesEachOnce(bool ignoresOffset)
    {
        for (var i = 0; i < 250; i++)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"other/r{i:000}"), "v1", i);
        }

        ((HuaweiSwrServer)Server).IgnoresOffset = ignoresOffset;
        using var registry = Server.Open();
        var all = await ((IRepositoryListing)registry).ListRepositoriesAsync("", CancellationToken.None).ToListAsync();
        Assert.Equal(252, all.Count);
        Assert.Equal(252, all.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("robot", "eu-west-101@")]
    [InlineData("cn-north-4@ABCDEFGH1234567890XY", "cn-north-4")]
    public void Open_NoLogin_SaysWhatIsExpected(string user, string expected)
    {
        var error = Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = new RegistryCredentials(user, new Secret("p")) }, Server.Options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Registry.Requests.All);
    }

    [Fact]
    public void Open_Anonymous_SaysThatALoginIsNeeded() => Assert.Contains(
        "secretRef", Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Credentials = null }, Server.Options)).Message, StringComparison.Ordinal);

    [Fact]
    public void AddressOf_Region_IsTheRegistry()
    {
        Assert.Equal(new Uri("https://swr.cn-north-4.myhuaweicloud.com/"), new HuaweiSwrProvider().AddressOf(new RegistryDeclaration { Region = "cn-north-4" }));
        Assert.Contains("spec.region", Assert.Throws<DeclarationException>(() => new HuaweiSwrProvider().AddressOf(new RegistryDeclaration())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotHuawei_SaysHowItsAddressesLook() => Assert.Contains(
        "swr.eu-west-101.myhuaweicloud.com",
        Assert.Throws<DeclarationException>(() => Server.Provider.Open(Server.Declaration with { Url = new Uri("https://registry.example.com") }, Server.Options)).Message,
        StringComparison.Ordinal);

    protected override async Task<ProductServer> StartAsync() => await HuaweiSwrServer.StartAsync();
}
