using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests;

public sealed class LoginFormTests
{
    public static TheoryData<string, string, string> Addresses => new()
    {
        { "ali-acr", "https://registry.cn-hangzhou.aliyuncs.com", "LTAI4FoExampleKey" },
        { "aws-ecr", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AKIAIOSFODNN7EXAMPLE" },
        { "azure-acr", "https://example.azurecr.io", "admin" },
        { "docker-hub", "https://docker.io", "team" },
        { "ghcr", "https://ghcr.io", "octocat" },
        { "gitlab", "https://registry.gitlab.com", "someone" },
        { "google-gcr", "https://eu.gcr.io", "_json_key" },
        { "harbor", "https://harbor.example.com", "robot$team+sync" },
        { "helm-hub", "https://artifacthub.io", "11111111-2222-3333-4444-555555555555" },
        { "helm-repository", "https://charts.example.com/stable", "reader" },
        { "huawei-swr", "https://swr.eu-west-101.myhuaweicloud.com", "eu-west-101@ABCDEFGH1234567890XY" },
        { "jfrog-artifactory", "https://example.jfrog.io", "sync" },
        { "quay", "https://quay.io", "$oauthtoken" },
        { "tencent-tcr", "https://example.tencentcloudcr.com", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE" },
        { "volcengine-cr", "https://example-cn-beijing.cr.volces.com", "AKLTYWViMTVmZGYzM2E0NDI5" },
    };

    [Fact]
    public void Addresses_OfTheTest_AreAllProductsThatHaveALogin() =>
        Assert.Equal(ProviderCatalog.Default.Types.Except(["docker-registry", "oci-layout"], StringComparer.Ordinal), Addresses.Select(row => (string)row[0]));

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Open_HalfALogin_SaysWhatIsExpectedAndSendsNothing(string type, string url, string user)
    {
        Assert.True(ProviderCatalog.Default.TryFind(type, out var provider));
        foreach (var (name, password) in new[] { (user, ""), ("", "secret") })
        {
            var sent = 0;
            var options = new RegistryClientOptions { WrapHandler = _ => new CountingHandler(() => sent++) };
            var declaration = new RegistryDeclaration { Url = new Uri(url), Credentials = new RegistryCredentials(name, new Secret(password)) };
            var error = Assert.Throws<DeclarationException>(() => provider.Open(declaration, options));

            Assert.Contains("secret", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, sent);
        }
    }

    private sealed class CountingHandler(Action count) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK));
        }
    }
}
