using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.Quay;

/// <summary>
/// Quay, at quay.io or of one's own: the token of an OAuth application, which the API takes too, robot accounts and users, whom only the registry knows, and
/// anonymous access.
/// </summary>
public sealed class QuayProvider : IRegistryProvider
{
    private const string TokenUser = "$oauthtoken";

    private static readonly Uri Address = new("https://quay.io/");

    /// <inheritdoc />
    public string Type => "quay";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => Address;

    /// <inheritdoc />
    /// <remarks>Of quay.io Red Hat says ("Quay.io rate limiting") that it takes a few requests a second for each address and kind of request, with bursts. A Quay of one's own
    /// has none.</remarks>
    public PublishedLimits LimitsAt(Uri url) => IsPublic(url) ? new(Api: new EndpointLimits { RequestsPerSecond = 5 }) : new();

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        Check(endpoint.Credentials);
        if (declaration.MakesPublic && endpoint.Credentials is not { Username: TokenUser })
        {
            throw new DeclarationException($"spec.visibility is public, but only the token of an OAuth application makes public repositories: leave it out, or store {TokenUser} as username and such a token as password.");
        }

        if (IsPublic(endpoint.Url))
        {
            options = options with { TokenRealm = new TokenRealm(new Uri(Address, "v2/auth"), endpoint.Name) };
        }

        var client = new RegistryClient(endpoint, options);
        if (endpoint.Credentials is { } login && login.Username != TokenUser)
        {
            return new QuayRobotRegistry(client);
        }

        var token = endpoint.Credentials is { } application ? new BearerAuthorizer(new CredentialSource(application)) : null;
        var limited = endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) };
        return new QuayRegistry(client, new ApiClient(limited, endpoint.ApiBase, options, token), declaration.MakesPublic);
    }

    private static bool IsPublic(Uri url) => url.Host == Address.Host;

    private static void Check(RegistryCredentials? login)
    {
        const string expected = $"{TokenUser} as username and the token of an OAuth application as password, or the name of a robot account, as in team+sync, and its token";
        LoginForm.Check(login, "Quay", expected);
        if (login is { Username: "json_file" })
        {
            throw new DeclarationException($"The secret is no login of Quay, but a file that Harbor takes for one: store {expected}.");
        }
    }
}
