using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.JFrogArtifactory;

/// <summary>JFrog Artifactory, in the cloud or of one's own, all repositories of it or one: a user with a password, an identity token, an access token or an API key.</summary>
public sealed class JFrogArtifactoryProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "jfrog-artifactory";

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) =>
        throw new DeclarationException("spec.url is missing: write the address of Artifactory, as in https://example.jfrog.io.");

    /// <inheritdoc />
    /// <remarks>"AQL performance" has three searches at the same time, unless an administrator sets another figure; one more waits for ten seconds and is answered with 429.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Api: new EndpointLimits { MaxConcurrentRequests = 3 });

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        var address = JFrogAddress.Parse(endpoint.ApiBase);
        LoginForm.Check(endpoint.Credentials, "Artifactory", "the user as username, and a password, identity token, access token or API key of that user as password");
        var authorizer = endpoint.Credentials is { } user ? new BasicAuthorizer(new CredentialSource(user)) : null;
        var client = new RegistryClient(endpoint, options);
        var limited = endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) };
        return new JFrogArtifactoryRegistry(client, new JFrogArtifactoryApi(client, new ApiClient(limited, address.Api, options, authorizer), address));
    }
}
