using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.GitLab;

/// <summary>
/// The container registry of GitLab, at gitlab.com or of one's own: access tokens of people, groups and projects, which the API takes too; deploy and job
/// tokens, which only the registry knows; and anonymous pulls of what is public.
/// </summary>
public sealed class GitLabProvider : IRegistryProvider
{
    private static readonly Uri Address = new("https://registry.gitlab.com/");

    private static readonly Uri PublicRealm = new("https://gitlab.com/jwt/auth");

    /// <inheritdoc />
    public string Type => "gitlab";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => Address;

    /// <inheritdoc />
    /// <remarks>"GitLab.com-specific rate limits" has 2,000 authenticated requests of the API a minute. A GitLab of one's own has none unless its administrator sets one.</remarks>
    public PublishedLimits LimitsAt(Uri url) => IsPublic(url) ? new(Api: new EndpointLimits { RequestsPerSecond = 33 }) : new();

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        if (endpoint.Url.Host == "gitlab.com")
        {
            throw new DeclarationException("spec.url is gitlab.com, whose registry is at https://registry.gitlab.com: leave spec.url out.");
        }

        LoginForm.Check(endpoint.Credentials, "GitLab", "a user as username and an access token as password, or the username and token of a deploy token");
        if (declaration.MakesPublic && (endpoint.Credentials is not { } maker || IsOfTheRegistryOnly(maker)))
        {
            throw new DeclarationException("spec.visibility is public, but only an access token makes projects: leave it out, or store such a token in the secret.");
        }

        var client = new RegistryClient(endpoint, IsPublic(endpoint.Url) ? options with { TokenRealm = new TokenRealm(PublicRealm, "container_registry") } : options);
        if (endpoint.Credentials is not { } login)
        {
            return new GitLabTokenRegistry(client);
        }

        return IsOfTheRegistryOnly(login)
            ? new GitLabTokenRegistry(client)
            : new GitLabRegistry(client, new GitLabApi(client, endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) }, options, login, declaration.MakesPublic));
    }

    private static bool IsPublic(Uri url) => url.Host == Address.Host;

    private static bool IsOfTheRegistryOnly(RegistryCredentials login) =>
        login.Username is "gitlab-ci-token" || login.Username.StartsWith("gitlab+deploy-token-", StringComparison.Ordinal) || login.Password.Reveal().StartsWith("gldt-", StringComparison.Ordinal);
}
