using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

/// <summary>Container Registry of Alibaba Cloud, Personal and Enterprise Edition, with an access key.</summary>
public sealed class AliAcrProvider : IRegistryProvider
{
    // The published rate of the API: 15 calls a second for a user.
    private static readonly EndpointLimits ApiLimits = new() { RequestsPerSecond = 15 };

    /// <inheritdoc />
    public string Type => "ali-acr";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => declaration.Region is { } region
        ? new Uri($"https://registry.{region}.aliyuncs.com/")
        : throw new DeclarationException("spec.region is missing: name the region of the registry, as in cn-hangzhou, or write its address to spec.url, as the Enterprise Edition needs it.");

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        var address = AliAcrAddress.Parse(endpoint.Url);
        if (declaration.MakesPublic && address.Instance is null)
        {
            throw new DeclarationException("spec.visibility is public, but the namespaces of the Personal Edition cannot be made so: leave it out.");
        }

        var key = endpoint.Credentials ?? throw new DeclarationException("Container Registry of Alibaba Cloud is asked with an access key: name one in spec.credentials.secretRef.");
        LoginForm.Check(key, "Alibaba Cloud", "the access key id as username and its secret as password");
        if (key.Username.Length is < 12 or > 64 || !key.Username.All(c => char.IsAsciiLetterOrDigit(c)))
        {
            throw new DeclarationException(
                "The secret's username is no access key id of Alibaba Cloud, which is 12 to 64 letters and digits, mostly LTAI first: store the access key id as username and its secret as password. The login of docker login is not meant.");
        }

        var limited = endpoint with { Limits = declaration.LimitsOver(ApiLimits) };
        IAliAcrApi api = address.Instance is { } instance
            ? new AliAcrEnterpriseApi(new ApiClient(limited, address.Api, options, new AliRpcAuthorizer(key, AliAcrEnterpriseApi.Version, options.Time)), instance, declaration.MakesPublic)
            : new AliAcrPersonalApi(new ApiClient(limited, address.Api, options, new AliRoaAuthorizer(key, AliAcrPersonalApi.Version, address.Region, options.Time)));
        return new AliAcrRegistry(new RegistryClient(endpoint, options with { Credentials = new CredentialSource(api.IssueAsync, options.Time) }), api);
    }
}
