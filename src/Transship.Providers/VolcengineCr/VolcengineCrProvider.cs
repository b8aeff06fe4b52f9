using System.Text.RegularExpressions;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;

namespace Transship.Providers.VolcengineCr;

/// <summary>Container Registry of Volcengine, with an access key.</summary>
public sealed partial class VolcengineCrProvider : IRegistryProvider
{
    private static readonly Uri Api = new("https://open.volcengineapi.com/");

    /// <inheritdoc />
    public string Type => "volcengine-cr";

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) =>
        throw new DeclarationException("spec.url is missing: write the address of the instance, as in https://example-cn-beijing.cr.volces.com.");

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        if (Host().Match(endpoint.Url.Host) is not { Success: true } host)
        {
            throw new DeclarationException($"spec.url is {endpoint.Url.Host}, which is no Container Registry of Volcengine. Write it as in https://example-cn-beijing.cr.volces.com.");
        }

        var key = endpoint.Credentials ?? throw new DeclarationException("Container Registry of Volcengine is asked with an access key: name one in spec.credentials.secretRef.");
        if (!AccessKeyId().IsMatch(key.Username) || key.Password.IsEmpty)
        {
            throw new DeclarationException(
                "The secret's username is no access key id of Volcengine, which begins with AKLT or AKTP: store the access key id as username and the secret access key as password. The login of docker login is not meant.");
        }

        var region = host.Groups["region"].Value;
        var api = new VolcengineCrApi(new ApiClient(endpoint, Api, options, new VolcengineSignature(key, region, "cr", options.Time)), host.Groups["registry"].Value);
        return new VolcengineCrRegistry(new RegistryClient(endpoint, options with { Credentials = new CredentialSource(api.IssueAsync, options.Time) }), api);
    }

    [GeneratedRegex(@"^(?<registry>[a-z0-9-]+?)-(?<region>(cn|ap)-[a-z]+(-[0-9]+)?)\.cr\.i?volces\.com$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Host();

    [GeneratedRegex("^AK(LT|TP)[A-Za-z0-9_=-]{8,80}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AccessKeyId();
}
