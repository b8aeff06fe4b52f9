using System.Text.RegularExpressions;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.TencentTcr;

/// <summary>Container Registry of Tencent Cloud, Enterprise Edition, with an API key.</summary>
public sealed partial class TencentTcrProvider : IRegistryProvider
{
    private static readonly Uri Api = new("https://tcr.tencentcloudapi.com/");

    /// <inheritdoc />
    public string Type => "tencent-tcr";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) =>
        throw new DeclarationException("spec.url is missing: write the address of the instance, as in https://example.tencentcloudcr.com.");

    /// <inheritdoc />
    /// <remarks>"API Category" of TCR has the rate of each action: 20 requests a second of those that change something, 100 of those that list.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Api: new EndpointLimits { RequestsPerSecond = 20 });

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        if (Host().Match(endpoint.Url.Host) is not { Success: true } host)
        {
            throw new DeclarationException($"spec.url is {endpoint.Url.Host}, which is no Container Registry of Tencent Cloud. Write it as in https://example.tencentcloudcr.com.");
        }

        var key = endpoint.Credentials ?? throw new DeclarationException("Container Registry of Tencent Cloud is asked with an API key: name one in spec.credentials.secretRef.");
        if (!SecretId().IsMatch(key.Username) || key.Password.IsEmpty)
        {
            throw new DeclarationException(
                "The secret's username is no SecretId of Tencent Cloud, which begins with AKID or IKID: store the SecretId as username and the SecretKey as password. The login of docker login is not meant.");
        }

        var limited = endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) };
        var api = new TencentTcrApi(new ApiClient(limited, Api, options, new TencentSignature(key, "tcr", options.Time)), host.Groups["instance"].Value, declaration.MakesPublic);
        return new TencentTcrRegistry(new RegistryClient(endpoint, options with { Credentials = new CredentialSource(api.IssueAsync, options.Time) }), api);
    }

    [GeneratedRegex(@"^(?<instance>[a-z0-9-]+?)(-vpc)?\.tencentcloudcr\.com$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Host();

    [GeneratedRegex("^[AI]KID[A-Za-z0-9_-]{8,60}$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SecretId();
}
