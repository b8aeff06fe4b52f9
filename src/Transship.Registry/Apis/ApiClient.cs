using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Apis;

/// <summary>
/// A client of a product's own API, beside its registry: with the certificates and proxy of the endpoint, with limits of its own, and with the same
/// retries and errors as the registry. Redirects are not followed. Every member throws <see cref="RegistryException"/> for what the API does wrong.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private readonly RegistryHttp _http;
    private readonly Uri _address;
    private readonly IApiAuthorizer? _authorizer;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="endpoint">The endpoint whose product it is.</param>
    /// <param name="address">Where the API is; ends with a slash.</param>
    /// <param name="options">What the endpoint's registry client has; its credentials and token server are not used.</param>
    /// <param name="authorizer">Authorizes the requests; null for none.</param>
    public ApiClient(RegistryEndpoint endpoint, Uri address, RegistryClientOptions options, IApiAuthorizer? authorizer = null)
    {
        _address = address;
        _authorizer = authorizer;
        _http = new RegistryHttp(endpoint with { Url = address, Credentials = null }, options with { Credentials = null, TokenRealm = null });
    }

    /// <summary>Sends a request and reads the answer, again where that may help, and once more with new credentials where the old ones ended.</summary>
    /// <exception cref="RegistryException">The last attempt's error.</exception>
    public async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(request, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.AuthenticationFailed && _authorizer?.Renew() is true)
        {
            return await SendOnceAsync(request, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<ApiAnswer> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var sent = request.ToRegistryRequest(new Uri(_address, request.Path), ScopeSet.None) with { Authorize = (message, token) => AuthorizeAsync(request, message, token) };
        using var response = await _http.SendAsync(sent, cancellationToken);
        return new ApiAnswer(response, _http.Endpoint.Name, request.Operation);
    }

    private ValueTask AuthorizeAsync(ApiRequest request, HttpRequestMessage message, CancellationToken cancellationToken) =>
        _authorizer?.AuthorizeAsync(message, request.Body ?? default, cancellationToken) ?? ValueTask.CompletedTask;
}
