using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Ghcr;

/// <summary>GitHub's container registry: a personal access token, the token of a workflow, or anonymous pulls of what is public.</summary>
public sealed class GhcrProvider : IRegistryProvider
{
    private static readonly Uri Address = new("https://ghcr.io/");

    private static readonly Uri Api = new("https://api.github.com/");

    /// <inheritdoc />
    public string Type => "ghcr";

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => Address;

    /// <inheritdoc />
    /// <remarks>"Rate limits for the REST API" has 100 requests at the same time and 900 points a minute, of which a read is one. Of the registry GitHub publishes nothing.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Api: new EndpointLimits { RequestsPerSecond = 15, MaxConcurrentRequests = 50 });

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        if (endpoint.ApiBase != Address)
        {
            throw new DeclarationException($"spec.url is {endpoint.Name}, which is not GitHub's container registry. Leave it out, or use the type docker-registry.");
        }

        LoginForm.Check(endpoint.Credentials, "GitHub", "a user as username and a personal access token as password");
        var client = new RegistryClient(endpoint, options with { TokenRealm = new TokenRealm(new Uri(Address, "token"), "ghcr.io") });
        if (endpoint.Credentials is not { } login)
        {
            return new GhcrPublicRegistry(client);
        }

        var token = new BearerAuthorizer(new CredentialSource(login));
        return new GhcrRegistry(client, new ApiClient(endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) }, Api, options, token));
    }
}
