using Transship.Providers.HelmCharts;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Downloads;
using Transship.Registry.Endpoints;

namespace Transship.Providers.HelmRepository;

/// <summary>
/// A chart repository over HTTP (Helm, "The Chart Repository Guide"), as a source: a chart becomes the artifact that <c>helm push</c> would make (HIP-0006).
/// </summary>
public sealed class HelmRepositoryProvider : IRegistryProvider
{
    private const string Index = "/index.yaml";

    /// <inheritdoc />
    public string Type => "helm-repository";

    /// <inheritdoc />
    public bool IsSourceOnly => true;

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        LoginForm.Check(declaration.Credentials, "a chart repository", "a user as username and a password as password, or a bearer token under 'token'");
        var url = declaration.Url ?? throw new DeclarationException("A chart repository has a URL: that of the folder that holds index.yaml, as in https://charts.example.com/stable.");
        if (url.AbsolutePath.EndsWith(Index, StringComparison.OrdinalIgnoreCase))
        {
            url = new Uri(url.AbsoluteUri[..^Index.Length]);
        }

        var endpoint = (declaration with { Url = url }).ToEndpoint();
        var source = new HelmRepositoryCharts(new DownloadClient(endpoint, options, Authorizer(endpoint.Credentials)), options);
        return new HelmRepositoryRegistry(new ChartClient(endpoint, options, source), source);
    }

    private static IApiAuthorizer? Authorizer(RegistryCredentials? credentials) => credentials switch
    {
        null => null,
        { IdentityToken.IsEmpty: false } => new BearerAuthorizer(new CredentialSource(new RegistryCredentials("", credentials.IdentityToken))),
        _ => new BasicAuthorizer(new CredentialSource(credentials)),
    };
}
