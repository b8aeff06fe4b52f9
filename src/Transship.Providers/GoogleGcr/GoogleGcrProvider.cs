using System.Text;
using System.Text.Json;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;

namespace Transship.Providers.GoogleGcr;

/// <summary>
/// Google Artifact Registry and Container Registry: a service account's JSON key as <c>_json_key</c>, an access token as <c>oauth2accesstoken</c>, anonymous
/// pulls, and the service account of the process.
/// </summary>
public sealed class GoogleGcrProvider : IRegistryProvider
{
    private const string KeyUser = "_json_key";
    private const string EncodedKeyUser = "_json_key_base64";
    private const string TokenUser = "oauth2accesstoken";

    private readonly Func<TimeProvider, CancellationToken, Task<IssuedCredentials>> _identity;

    /// <summary>Creates the provider.</summary>
    public GoogleGcrProvider()
        : this(GoogleIdentity.IssueAsync)
    {
    }

    internal GoogleGcrProvider(Func<TimeProvider, CancellationToken, Task<IssuedCredentials>> identity) => _identity = identity;

    /// <inheritdoc />
    public string Type => "google-gcr";

    /// <inheritdoc />
    public bool HasWorkloadIdentity => true;

    /// <inheritdoc />
    public Uri AddressOf(RegistryDeclaration declaration) => declaration.Region is { } region
        ? new Uri($"https://{region}-docker.pkg.dev/")
        : throw new DeclarationException("spec.region is missing: name the location of the registry, as in europe-west1 or us, or write its address to spec.url, as in https://gcr.io.");

    /// <inheritdoc />
    /// <remarks>"Artifact Registry quotas and limits" has 18,000 writes a minute and project in each region, and 60,000 requests in all; "Container Registry quotas" has 50,000
    /// requests in ten minutes for an address.</remarks>
    public PublishedLimits LimitsAt(Uri url) => new(new EndpointLimits { RequestsPerSecond = url.Host.EndsWith("gcr.io", StringComparison.OrdinalIgnoreCase) ? 80 : 300 });

    /// <inheritdoc />
    public IRegistry Open(RegistryDeclaration declaration, RegistryClientOptions options)
    {
        var endpoint = declaration.ToEndpoint(this);
        var host = endpoint.Url.Host;
        if (!host.EndsWith("-docker.pkg.dev", StringComparison.OrdinalIgnoreCase) && host != "gcr.io" && !host.EndsWith(".gcr.io", StringComparison.OrdinalIgnoreCase))
        {
            throw new DeclarationException($"spec.url is {host}, which is no registry of Google. Write it as in https://europe-west1-docker.pkg.dev or https://eu.gcr.io.");
        }

        if (declaration.Credentials is { } login)
        {
            Check(login);
        }

        var registry = options with { TokenRealm = new TokenRealm(new Uri(endpoint.ApiBase, "v2/token"), host) };
        if (declaration.WorkloadIdentity)
        {
            registry = registry with { Credentials = new CredentialSource(token => _identity(options.Time, token), options.Time) };
        }

        return new GoogleGcrRegistry(new RegistryClient(endpoint, registry));
    }

    private static void Check(RegistryCredentials login)
    {
        switch (login.Username)
        {
            case TokenUser:
                return;
            case KeyUser when IsKey(Encoding.UTF8.GetBytes(login.Password.Reveal())):
                return;
            case EncodedKeyUser when Decode(login.Password.Reveal()) is { } decoded && IsKey(decoded):
                return;
            case KeyUser or EncodedKeyUser:
                throw new DeclarationException(
                    "The secret's password is no JSON key of a service account: store the whole file that 'gcloud iam service-accounts keys create' writes, from { to }.");
            default:
                throw new DeclarationException(
                    $"The secret's username must be {KeyUser}, with the JSON key of a service account as password, {EncodedKeyUser}, with that key in base64, or {TokenUser}, with an access token.");
        }
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) ? bytes[..length] : null;
    }

    private static bool IsKey(byte[] json)
    {
        try
        {
            var key = JsonSerializer.Deserialize(json, GoogleGcrJson.Default.GoogleKey);
            return key is { Type.Length: > 0, ClientEmail.Length: > 0, PrivateKey.IsEmpty: false };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
