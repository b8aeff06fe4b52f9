using System.Text.RegularExpressions;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

/// <summary>Container Registry of Alibaba Cloud, Personal and Enterprise Edition, with an access key.</summary>
public sealed partial class AliAcrProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "ali-acr";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => declaration.Region is { } region
        ? new Uri($"https://registry.{region}.aliyuncs.com/")
        : throw new DeclarationException("spec.region is missing: name the region of the registry, as in cn-hangzhou, or write its address to spec.url, as the Enterprise Edition needs it.");

    /// <inheritdoc />
    /// <remarks>Alibaba Cloud shows the rates of its API to the owner of an account only; other clients keep to 15 calls a second for a user.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Api: new EndpointLimits { RequestsPerSecond = 15 });

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
        if (!AccessKeyId().IsMatch(key.Username) || key.Password.IsEmpty)
        {
            throw new DeclarationException(
                "The secret is no access key of Alibaba Cloud, whose id is 12 to 64 letters and digits, mostly LTAI first, or STS. first for a temporary one: store the access key id as username and its secret as password. The login of docker login is not meant.");
        }

        if (key.Username.StartsWith("STS.", StringComparison.Ordinal) && key.IdentityToken.IsEmpty)
        {
            throw new DeclarationException("The secret's username is the id of a temporary access key of Alibaba Cloud: store its security token as sessionToken besides, or use a long-term key.");
        }

        var limited = endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) };
        IAliAcrApi api = address.Instance is { } instance
            ? new AliAcrEnterpriseApi(new ApiClient(limited, address.Api, options, new AliRpcAuthorizer(key, AliAcrEnterpriseApi.Version, options.Time)), instance, declaration.MakesPublic)
            : new AliAcrPersonalApi(new ApiClient(limited, address.Api, options, new AliRoaAuthorizer(key, AliAcrPersonalApi.Version, address.Region, options.Time)));
        return new AliAcrRegistry(new RegistryClient(endpoint, options with { Credentials = new CredentialSource(api.IssueAsync, options.Time) }), api);
    }

    [GeneratedRegex(@"^(STS\.)?[A-Za-z0-9]{12,64}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AccessKeyId();
}
