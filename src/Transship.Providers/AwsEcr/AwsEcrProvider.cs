using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AwsEcr;

/// <summary>
/// Amazon ECR, private registries of any account and region and the public gallery. Access keys, the identity of the process, and a role on top of either.
/// </summary>
public sealed class AwsEcrProvider : IRegistryProvider
{
    private static readonly EndpointLimits ApiLimits = new() { RequestsPerSecond = 20, MaxConcurrentRequests = 10 };

    /// <inheritdoc />
    public string Type => "aws-ecr";

    /// <inheritdoc />
    public bool HasWorkloadIdentity => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => declaration switch
    {
        { Region: null } => throw new DeclarationException("spec.region is missing: name the region of the registry, as in eu-west-1, or write its address to spec.url."),
        { Aws.RegistryId: null } or { Aws: null } => throw new DeclarationException("spec.aws.registryId is missing: name the account of the registry, twelve digits, or write its address to spec.url."),
        _ => new Uri($"https://{declaration.Aws.RegistryId}.dkr.ecr.{declaration.Region}.{AwsEcrAddress.Domain(declaration.Region)}/"),
    };

    /// <inheritdoc />
    /// <remarks>"Amazon ECR service quotas" has 100 initiations of layer uploads a second and region, the lowest of what a copy does often; "Amazon ECR Public service quotas"
    /// has 10 completions of them, and as many pulls. AWS does not publish the rate of its Describe actions; they are throttled far below those of layers.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(new EndpointLimits { RequestsPerSecond = AwsEcrAddress.Parse(url).IsPublic ? 10 : 100 }, ApiLimits);

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint(this);
        var address = AwsEcrAddress.Parse(endpoint.Url);
        if (declaration.Region is { } region && !address.IsPublic && region != address.Region)
        {
            throw new DeclarationException($"spec.region is {region}, but spec.url is of {address.Region}: leave one of them out.");
        }

        if (!address.IsPublic && declaration is { Credentials: null, WorkloadIdentity: false })
        {
            throw new DeclarationException("Amazon ECR takes no anonymous requests: name an access key in spec.credentials.secretRef, or set spec.credentials.workloadIdentity.");
        }

        return Open(declaration, address, endpoint, options);
    }

    private static IRegistry Open(RegistryDeclaration declaration, AwsEcrAddress address, RegistryEndpoint endpoint, RegistryClientOptions options)
    {
        var disposables = new List<IDisposable>();
        if (Keys(declaration, address, endpoint, options, disposables) is not { } keys)
        {
            return new AwsEcrPublicRegistry(new RegistryClient(endpoint, options));
        }

        var limited = endpoint with { Limits = declaration.LimitsOver(ApiLimits) };
        var api = new AwsEcrApi(new ApiClient(limited, address.Api, options, new AwsAuthorizer(keys, address.Region, address.Service, options.Time)), address);
        disposables.Add(api);
        var passwords = new CredentialSource(token => AwsEcrPassword.IssueAsync(api, address, token), options.Time);
        return new AwsEcrRegistry(new RegistryClient(endpoint, options with { Credentials = passwords }), api, address, declaration.Aws, disposables);
    }

    private static CredentialSource? Keys(
        RegistryDeclaration declaration, AwsEcrAddress address, RegistryEndpoint endpoint, RegistryClientOptions options, List<IDisposable> disposables)
    {
        if (declaration.Credentials is { } fixedKeys)
        {
            AwsKeys.Check(fixedKeys);
        }

        var keys = declaration.Credentials is not null ? new CredentialSource(declaration.Credentials)
            : declaration.WorkloadIdentity ? new CredentialSource(token => AwsAmbientKeys.IssueAsync(options.Time, token), options.Time)
            : null;
        if (keys is null || declaration.Aws is not { RoleArn: { } roleArn } aws)
        {
            return keys;
        }

        var sts = new ApiClient(endpoint with { Limits = declaration.LimitsOver(ApiLimits) }, AwsRole.Address(address.Region), options, new AwsAuthorizer(keys, address.Region, "sts", options.Time));
        disposables.Add(sts);
        return new CredentialSource(new AwsRole(sts, roleArn, aws.ExternalId).AssumeAsync, options.Time);
    }
}
