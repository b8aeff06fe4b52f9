using System.Text.RegularExpressions;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;

namespace Transship.Providers.HuaweiSwr;

/// <summary>Software Repository for Container of Huawei Cloud, with a long-term login: user <c>region@access-key-id</c> and the key that is derived from the secret.</summary>
public sealed partial class HuaweiSwrProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "huawei-swr";

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => declaration.Region is { } region
        ? new Uri($"https://swr.{region}.myhuaweicloud.com/")
        : throw new DeclarationException("spec.region is missing: name the region of the registry, as in eu-west-101, or write its address to spec.url.");

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        if (Host().Match(endpoint.Url.Host) is not { Success: true } host)
        {
            throw new DeclarationException($"spec.url is {endpoint.Url.Host}, which is no SWR of Huawei Cloud. Write it as in https://swr.eu-west-101.myhuaweicloud.com.");
        }

        if (endpoint.Credentials is not { } login)
        {
            throw new DeclarationException("Huawei SWR takes no anonymous requests: name a long-term login in spec.credentials.secretRef.");
        }

        LoginForm.Check(login, "SWR", "a long-term login: the region, an @ and an access key id as username, and the derived login key as password");
        if (login.Username.Split('@') is not [{ Length: > 0 } region, { Length: > 0 }])
        {
            throw new DeclarationException("The secret's username is no long-term login of SWR, which is the region, an @ and an access key id, as in eu-west-101@ABCDEFGH1234567890XY.");
        }

        if (host.Groups["region"].Value != region)
        {
            throw new DeclarationException($"The secret's username is a login of {region}, but the registry is in {host.Groups["region"].Value}.");
        }

        return new HuaweiSwrRegistry(new RegistryClient(endpoint, options), new ApiClient(endpoint, new Uri(endpoint.ApiBase, "dockyard/v2/"), options, new BasicAuthorizer(new CredentialSource(login))));
    }

    [GeneratedRegex(@"^swr\.(?<region>[a-z0-9-]+)\.myhuaweicloud\.(com|eu)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();
}
