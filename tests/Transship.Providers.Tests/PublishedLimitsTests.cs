using System.Globalization;
using Transship.Registry.Endpoints;
using Transship.Testing.Servers;

namespace Transship.Providers.Tests;

public sealed class PublishedLimitsTests
{
    /// <summary>An address of each product, and of each kind of address for which a vendor has limits of its own.</summary>
    private static readonly (string Type, string[] Urls)[] Addresses =
    [
        ("ali-acr", ["https://registry.cn-hangzhou.aliyuncs.com", "https://example-registry.cn-hangzhou.cr.aliyuncs.com"]),
        ("aws-ecr", ["https://123456789012.dkr.ecr.eu-west-1.amazonaws.com", "https://public.ecr.aws"]),
        ("azure-acr", ["https://example.azurecr.io"]),
        ("docker-hub", ["https://docker.io"]),
        ("docker-registry", ["https://registry.example.com"]),
        ("ghcr", ["https://ghcr.io"]),
        ("gitlab", ["https://registry.gitlab.com", "https://registry.example.com"]),
        ("google-gcr", ["https://europe-west1-docker.pkg.dev", "https://eu.gcr.io"]),
        ("harbor", ["https://harbor.example.com"]),
        ("helm-hub", ["https://artifacthub.io"]),
        ("helm-repository", ["https://charts.example.com/stable"]),
        ("huawei-swr", ["https://swr.eu-west-101.myhuaweicloud.com"]),
        ("jfrog-artifactory", ["https://example.jfrog.io"]),
        ("oci-layout", ["file:///var/lib/images"]),
        ("quay", ["https://quay.io", "https://quay.example.com"]),
        ("tencent-tcr", ["https://example.tencentcloudcr.com"]),
        ("volcengine-cr", ["https://example-cn-beijing.cr.volces.com"]),
    ];

    [Fact]
    public void Addresses_OfTheTest_AreThoseOfAllProducts() => Assert.Equal(ProviderCatalog.Default.Types, Addresses.Select(a => a.Type));

    [Fact]
    public void LimitsAt_EachAddress_IsWhatTheReferenceSays()
    {
        var documented = Rows().ToDictionary(row => (row.Type, row.At), row => (row.Registry, row.Api));
        var used = new HashSet<(string, string)>();
        foreach (var (type, url) in Addresses.SelectMany(a => a.Urls.Select(url => (a.Type, url))))
        {
            Assert.True(ProviderCatalog.Default.TryFind(type, out var provider));
            var published = provider.LimitsAt(new Uri(url));
            var key = documented.ContainsKey((type, $"`{url}`")) ? (type, $"`{url}`") : (type, "any address");
            used.Add(key);
            Assert.Equal((type, url, documented.GetValueOrDefault(key, ("–", "–"))), (type, url, (Words(published.Registry), Words(published.Api))));
        }

        Assert.Empty(documented.Keys.Except(used));
    }

    [Fact]
    public void ToEndpoint_UserLeavesSomeOpen_TakesTheProductsForThose()
    {
        Assert.True(ProviderCatalog.Default.TryFind("azure-acr", out var provider));
        var declaration = new RegistryDeclaration { Url = new Uri("https://example.azurecr.io"), Limits = new EndpointLimits { MaxConcurrentRequests = 7 } };

        Assert.Equal(new EndpointLimits { MaxConcurrentRequests = 7, RequestsPerSecond = 50 }, declaration.ToEndpoint(provider).Limits);
        Assert.Equal(3, (declaration with { Limits = new EndpointLimits { RequestsPerSecond = 3 } }).ToEndpoint(provider).Limits.RequestsPerSecond);
    }

    private static IEnumerable<(string Type, string At, string Registry, string Api)> Rows() => File.ReadLines(Checkout.PathTo("docs/reference/providers.md"))
        .SkipWhile(line => !line.StartsWith("| type | at |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(cells => (cells[1].Trim('`'), cells[2], cells[3], cells[4]));

    private static string Words(EndpointLimits? limits)
    {
        var words = new List<string>();
        if (limits?.RequestsPerSecond is { } rate)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{rate} requests/s"));
        }

        if (limits?.MaxConcurrentRequests is { } most)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{most} at a time"));
        }

        Assert.Null(limits?.BytesPerSecond);
        return words.Count == 0 ? "–" : string.Join(", ", words);
    }
}
