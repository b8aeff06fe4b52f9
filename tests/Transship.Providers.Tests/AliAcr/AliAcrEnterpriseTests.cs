using Transship.Providers.Tests.Scenarios;
using Transship.Registry.Errors;

namespace Transship.Providers.Tests.AliAcr;

public sealed class AliAcrEnterpriseTests : ProviderScenarios
{
    protected override int? PagesOfThousandTags => 11; // the instance, the repository's id, ten pages

    protected override bool HasSessionTokens => true;

    [Fact]
    public async Task Probe_InstanceOfAnotherName_SaysSo()
    {
        using var registry = Server.Provider.Open(Server.Declaration with { Url = new Uri("https://other-registry.cn-hangzhou.cr.aliyuncs.com") }, Server.Options);
        var failure = (await registry.ProbeAsync(CancellationToken.None)).Failure!;
        Assert.Equal(RegistryErrorKind.NotFound, failure.Kind);
        Assert.Contains("other", failure.Message, StringComparison.Ordinal);
    }

    protected override async Task<ProductServer> StartAsync() => await AliAcrServer.StartAsync(enterprise: true);
}
