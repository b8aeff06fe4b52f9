using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;
using Transship.Registry.Http;

namespace Transship.Registry.Auth;

/// <summary>Fetches tokens from the realm that a Bearer challenge names (distribution's token spec, and its OAuth2 variant).</summary>
internal sealed class TokenServer(HttpClient http, RegistryEndpoint endpoint, CredentialSource credentials, TimeProvider time, TimeSpan patience)
{
    private const double MinimumLifeSeconds = 60;

    public async Task<AccessToken> FetchAsync(Uri realm, string? service, ScopeSet scopes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        var login = await credentials.GetAsync(deadline.Token);
        try
        {
            return await FetchAsync(realm, service, scopes, login, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryErrorKind.Timeout, $"The token server {realm.Host} of {endpoint.Name} did not answer in time.", e);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.AuthenticationFailed && login is not null && credentials.Reject(login))
        {
            return await FetchAsync(realm, service, scopes, await credentials.GetAsync(deadline.Token), deadline.Token);
        }
    }

    private async Task<AccessToken> FetchAsync(Uri realm, string? service, ScopeSet scopes, RegistryCredentials? login, CancellationToken cancellationToken)
    {
        if (login is { IdentityToken.IsEmpty: false })
        {
            return await SendAsync(Post(realm, service, scopes, [new("grant_type", "refresh_token"), new("refresh_token", login.IdentityToken.Reveal())]), cancellationToken);
        }

        try
        {
            return await SendAsync(Get(realm, service, scopes, login), cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode is (int)HttpStatusCode.MethodNotAllowed or (int)HttpStatusCode.NotFound && login is not null)
        {
            // quirk 14, the other way round: a server that knows only OAuth2.
            return await SendAsync(
                Post(realm, service, scopes, [new("grant_type", "password"), new("username", login.Username), new("password", login.Password.Reveal())]), cancellationToken);
        }
    }

    private static HttpRequestMessage Get(Uri realm, string? service, ScopeSet scopes, RegistryCredentials? login)
    {
        var query = new StringBuilder(realm.Query.Length > 1 ? realm.Query[1..] : "");
        Append("service", service);
        foreach (var scope in scopes.Scopes)
        {
            Append("scope", scope);
        }

        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        if (login is not null)
        {
            request.Headers.Authorization = Basic(login);
        }

        return request;

        void Append(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    private static HttpRequestMessage Post(Uri realm, string? service, ScopeSet scopes, IEnumerable<KeyValuePair<string, string>> grant) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent([.. grant, new("client_id", "transship"), new("service", service ?? ""), new("scope", scopes.Key)]),
    };

    internal static AuthenticationHeaderValue Basic(RegistryCredentials credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password.Reveal()}")));

    private async Task<AccessToken> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var request = message;
        var received = time.GetUtcNow();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, BoundedBody.SmallLimit, "The answer of the token server", cancellationToken);
        var name = $"The token server {request.RequestUri!.Host} of {endpoint.Name}";
        if (!response.IsSuccessStatusCode)
        {
            throw StatusErrors.From(response.StatusCode, ErrorBody.Parse(body), RetryAfterHeader.Read(response, received), name, "the request for a token");
        }

        CutDocument.Refuse(body, name, "the request for a token");
        return Read(body, received);
    }

    private AccessToken Read(ReadOnlyMemory<byte> body, DateTimeOffset received)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(body.Span, AuthJson.Default.TokenResponse);
            if (answer is not null && (answer.Token.IsEmpty ? answer.AccessToken : answer.Token) is { IsEmpty: false } value)
            {
                var life = Math.Clamp(answer.ExpiresIn ?? MinimumLifeSeconds, MinimumLifeSeconds, TimeSpan.FromDays(1).TotalSeconds);
                return new AccessToken(value, received + TimeSpan.FromSeconds(life * 0.8));
            }
        }
        catch (JsonException)
        {
            // Falls through: what it sent is no token, whichever way.
        }

        throw new RegistryException(RegistryErrorKind.NotARegistry, $"The token server of {endpoint.Name} answered without a token.");
    }
}
