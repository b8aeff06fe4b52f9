using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Tests;

/// <summary>What cannot be right is refused before anything is sent, with what is expected. Half a login is in <see cref="LoginFormTests"/>.</summary>
public sealed class BadInputTests
{
    private const string AnAccount = "123456789012";

    /// <summary>Type, address, user, password, and what the error names.</summary>
    public static TheoryData<string, string, string?, string?, string> Wrong => new()
    {
        { "ali-acr", "https://registry.cn-hangzhou.aliyuncs.com", "someone@example.com", "p", "access key id" },
        { "ali-acr", "https://registry.cn-hangzhou.aliyuncs.com", "STS.NUgYrLnoC37mZZCNnAbez", "p", "sessionToken" },
        { "ali-acr", "https://registry.cn-hangzhou.aliyuncs.com", null, null, "spec.credentials.secretRef" },
        { "ali-acr", "https://registry.example.com", "LTAI4FoExampleKey", "p", "https://registry.cn-hangzhou.aliyuncs.com" },
        { "aws-ecr", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AWS", "p", "AKIAIOSFODNN7EXAMPLE" },
        { "aws-ecr", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ASIAIOSFODNN7EXAMPLE", "p", "sessionToken" },
        { "aws-ecr", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", null, null, "spec.credentials.workloadIdentity" },
        { "aws-ecr", "https://api.ecr.eu-west-1.amazonaws.com", "AKIAIOSFODNN7EXAMPLE", "p", "123456789012.dkr.ecr.eu-west-1.amazonaws.com" },
        { "azure-acr", "https://example.azure.com", "admin", "p", "https://example.azurecr.io" },
        { "docker-hub", "https://registry.example.com", "team", "p", "docker-registry" },
        { "ghcr", "https://github.com", "octocat", "p", "docker-registry" },
        { "gitlab", "https://gitlab.com", "someone", "p", "https://registry.gitlab.com" },
        { "google-gcr", "https://eu.gcr.io", "robot", "p", "_json_key" },
        { "google-gcr", "https://eu.gcr.io", "_json_key", "{ broken", "gcloud iam service-accounts keys create" },
        { "google-gcr", "https://eu.gcr.io", "_json_key", """{"type":"authorized_user"}""", "gcloud iam service-accounts keys create" },
        { "google-gcr", "https://eu.gcr.io", "_json_key_base64", "no base64!", "gcloud iam service-accounts keys create" },
        { "google-gcr", "https://registry.example.com", "oauth2accesstoken", "p", "https://europe-west1-docker.pkg.dev" },
        { "huawei-swr", "https://swr.eu-west-101.myhuaweicloud.com", "ABCDEFGH1234567890XY", "p", "eu-west-101@" },
        { "huawei-swr", "https://swr.eu-west-101.myhuaweicloud.com", "cn-north-4@ABCDEFGH1234567890XY", "p", "cn-north-4" },
        { "huawei-swr", "https://swr.eu-west-101.myhuaweicloud.com", null, null, "spec.credentials.secretRef" },
        { "jfrog-artifactory", "https://example.jfrog.io/ui/repos", "sync", "p", "https://example.jfrog.io/artifactory/api/docker/docker-local" },
        { "quay", "https://quay.io", "json_file", "{}", "$oauthtoken" },
        { "tencent-tcr", "https://example.tencentcloudcr.com", "100012345", "p", "AKID" },
        { "tencent-tcr", "https://ccr.ccs.tencentyun.com", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "p", "https://example.tencentcloudcr.com" },
        { "volcengine-cr", "https://example-cn-beijing.cr.volces.com", "2100000000@1", "p", "AKLT" },
        { "volcengine-cr", "https://cr.volces.com", "AKLTYWViMTVmZGYzM2E0NDI5", "p", "https://example-cn-beijing.cr.volces.com" },
    };

    /// <summary>Type, region, and the field that is missing so that there is an address.</summary>
    public static TheoryData<string, string?, string> Missing => new()
    {
        { "ali-acr", null, "spec.region" },
        { "aws-ecr", null, "spec.region" },
        { "aws-ecr", "eu-west-1", "spec.aws.registryId" },
        { "google-gcr", null, "spec.region" },
        { "huawei-swr", null, "spec.region" },
        { "jfrog-artifactory", null, "spec.url" },
        { "tencent-tcr", null, "spec.url" },
        { "volcengine-cr", null, "spec.url" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Open_CannotBeRight_SaysWhatIsExpectedAndSendsNothing(string type, string url, string? user, string? password, string expected)
    {
        Assert.True(ProviderCatalog.Default.TryFind(type, out var provider));
        var sent = new RefusingHandler();
        var declaration = new RegistryDeclaration { Url = new Uri(url), Credentials = user is null ? null : new RegistryCredentials(user, new Secret(password!)) };

        var error = Assert.Throws<DeclarationException>(() => provider.Open(declaration, new RegistryClientOptions { WrapHandler = _ => sent }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("broken", error.Message, StringComparison.Ordinal); // no part of a secret
        Assert.False(sent.IsUsed);
    }

    [Theory]
    [MemberData(nameof(Missing))]
    public void AddressOf_SomethingIsMissing_NamesTheField(string type, string? region, string field)
    {
        Assert.True(ProviderCatalog.Default.TryFind(type, out var provider));
        Assert.Contains(field, Assert.Throws<DeclarationException>(() => provider.AddressOf(new RegistryDeclaration { Region = region })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RegionIsNotThatOfTheAddress_SaysSo()
    {
        Assert.True(ProviderCatalog.Default.TryFind("aws-ecr", out var provider));
        var declaration = new RegistryDeclaration { Url = new Uri($"https://{AnAccount}.dkr.ecr.eu-west-1.amazonaws.com"), Region = "us-east-1", WorkloadIdentity = true };

        Assert.Contains("us-east-1", Assert.Throws<DeclarationException>(() => provider.Open(declaration, new RegistryClientOptions())).Message, StringComparison.Ordinal);
    }

    private sealed class RefusingHandler : HttpMessageHandler
    {
        public bool IsUsed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            IsUsed = true;
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized));
        }
    }
}
