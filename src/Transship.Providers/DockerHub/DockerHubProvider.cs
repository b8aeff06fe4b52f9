using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.DockerHub;

/// <summary>Docker Hub: pulls and pushes at registry-1.docker.io, listing and deletion by the API of hub.docker.com. Passwords, access tokens and anonymous access.</summary>
public sealed class DockerHubProvider : IRegistryProvider
{
    /// <summary>How long an access token of the API lives.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private static readonly EndpointLimits Limits = new() { RequestsPerSecond = 25 };

    private static readonly Uri Address = new("https://registry-1.docker.io/");

    private static readonly Uri Api = new("https://hub.docker.com/v2/");

    /// <inheritdoc />
    public string Type => "docker-hub";

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => Address;

    /// <inheritdoc />
    /// <remarks>"Docker Hub usage and limits" has thousands of requests a minute for an address, over registry, API and pages: each of the two has half of 3,000. Pulls are
    /// counted apart, and waited for by what the answers say is left.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Limits, Limits);

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint(this);
        if (endpoint.ApiBase != Address)
        {
            throw new DeclarationException($"spec.url is {endpoint.Name}, which is not Docker Hub. Leave it out, or use the type docker-registry.");
        }

        LoginForm.Check(endpoint.Credentials, "Docker Hub", "a user or organization as username and its password or access token as password");
        var realm = new TokenRealm(new Uri("https://auth.docker.io/token"), "registry.docker.io");
        var client = new RegistryClient(endpoint, options with { TokenRealm = realm });
        var login = new ApiClient(endpoint, Api, options);
        var authorizer = endpoint.Credentials is { } credentials
            ? new BearerAuthorizer(new CredentialSource(token => LogInAsync(login, credentials, options.Time, token), options.Time))
            : null;
        return new DockerHubRegistry(client, login, new ApiClient(endpoint, Api, options, authorizer));
    }

    private static async Task<IssuedCredentials> LogInAsync(ApiClient api, RegistryCredentials credentials, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new DockerHubLogin(credentials.Username, credentials.Password), DockerHubJson.Default.DockerHubLogin);
        var answer = await api.SendAsync(new ApiRequest(HttpMethod.Post, "auth/token", "log in") { Body = body }, cancellationToken);
        return new IssuedCredentials(
            new RegistryCredentials(credentials.Username, answer.Read(DockerHubJson.Default.DockerHubToken).AccessToken), time.GetUtcNow() + TokenLife);
    }
}
