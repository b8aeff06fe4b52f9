using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;

namespace Transship.Providers.Harbor;

/// <summary>Harbor 2.0 and later, by its API v2.0. Users, robot accounts and anonymous access.</summary>
public sealed class HarborProvider : IRegistryProvider
{
    /// <inheritdoc />
    public string Type => "harbor";

    /// <inheritdoc />
    public bool CanMakePublic => true;

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        LoginForm.Check(endpoint.Credentials, "Harbor", "a user, or a robot account as in robot$team+sync, as username and its password or secret as password");
        var authorizer = endpoint.Credentials is { } login ? new BasicAuthorizer(new CredentialSource(login)) : null;
        return new HarborRegistry(new RegistryClient(endpoint, options), new ApiClient(endpoint, new Uri(endpoint.ApiBase, "api/v2.0/"), options, authorizer), declaration.MakesPublic);
    }
}
