using Transship.Providers.HelmCharts;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Downloads;
using Transship.Registry.Endpoints;

namespace Transship.Providers.HelmHub;

/// <summary>
/// Artifact Hub, the catalog of chart repositories that followed the Helm Hub, as a source: its API v1 names charts and tells where their repositories are;
/// versions and archives come from there. An installation of one's own is named by its URL.
/// </summary>
public sealed class HelmHubProvider : IRegistryProvider
{
    private static readonly Uri Address = new("https://artifacthub.io/");

    /// <inheritdoc />
    public string Type => "helm-hub";

    /// <inheritdoc />
    public bool IsSourceOnly => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => Address;

    /// <inheritdoc />
    /// <remarks>Artifact Hub limits its API and, by its FAQ, documents no figures on purpose; this stays well below the few hundred requests a minute that its own limiter is set
    /// to.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(Api: new EndpointLimits { RequestsPerSecond = 5, MaxConcurrentRequests = 5 });

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint();
        // It has no use for a token either.
        LoginForm.Check(endpoint.Credentials is { } login ? login with { IdentityToken = default } : null, "Artifact Hub", "the id of an API key as username and its secret as password, or none for what is public");
        var key = endpoint.Credentials is { } credentials ? new HelmHubKey(credentials) : null;
        var api = new ApiClient(endpoint with { Limits = declaration.LimitsOver(LimitsAt(endpoint.Url).Api) }, new Uri(endpoint.ApiBase, "api/v1/"), options, key);
        // The repositories are whoever's that published them: they get no credentials, and may not lead into private networks.
        var source = new HelmHubCharts(api, new DownloadClient(endpoint, options), options) { HasKey = key is not null };
        return new HelmHubRegistry(new ChartClient(endpoint, options, source), source);
    }
}
