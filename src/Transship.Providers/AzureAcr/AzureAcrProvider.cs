using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AzureAcr;

/// <summary>Azure Container Registry: the admin user, a service principal, a token of a scope map, anonymous pulls, and the managed or workload identity of the process.</summary>
public sealed class AzureAcrProvider : IRegistryProvider
{
    private static readonly EndpointLimits Limits = new() { RequestsPerSecond = 50 };
    private static readonly string[] Domains = [".azurecr.io", ".azurecr.cn", ".azurecr.us"];

    private readonly Func<TimeProvider, CancellationToken, Task<IssuedCredentials>> _identity;

    /// <summary>Creates the provider.</summary>
    public AzureAcrProvider()
        : this(AzureIdentity.IssueAsync)
    {
    }

    internal AzureAcrProvider(Func<TimeProvider, CancellationToken, Task<IssuedCredentials>> identity) => _identity = identity;

    /// <inheritdoc />
    public string Type => "azure-acr";

    /// <inheritdoc />
    public bool HasWorkloadIdentity => true;

    /// <inheritdoc />
    /// <remarks>"Azure Container Registry service tiers" had 3,000 reads a minute in the Standard tier, and has given no figures since; Basic takes fewer.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Limits, Limits);

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint(this);
        var host = endpoint.Url.Host;
        if (!Array.Exists(Domains, domain => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DeclarationException($"spec.url is {host}, which is no registry of Azure. Write its login server, as in https://example.azurecr.io.");
        }

        LoginForm.Check(declaration.Credentials, "Azure Container Registry", "the admin user, the id of an application or the name of a token as username and its password as password");

        var parts = new List<IDisposable>();
        var registry = options with { TokenRealm = new TokenRealm(new Uri(endpoint.ApiBase, "oauth2/token"), host) };
        if (declaration.WorkloadIdentity)
        {
            var exchange = new ApiClient(endpoint, endpoint.ApiBase, options);
            parts.Add(exchange);
            var identity = new CredentialSource(token => _identity(options.Time, token), options.Time);
            registry = registry with { Credentials = new CredentialSource(new AzureAcrExchange(exchange, host, identity, options.Time).IssueAsync, options.Time) };
        }

        return new AzureAcrRegistry(new RegistryClient(endpoint, registry), parts);
    }
}
