using System.Net.Http.Headers;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;

namespace Transship.Registry.Apis;

/// <summary>A bearer token on every request (RFC 6750): the password of what the source gives. Anonymous where it gives nothing.</summary>
public sealed class BearerAuthorizer(CredentialSource tokens) : IApiAuthorizer
{
    private volatile RegistryCredentials? _sent;

    /// <inheritdoc />
    public async ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (await tokens.GetAsync(cancellationToken) is { } token)
        {
            _sent = token;
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Password.Reveal());
        }
    }

    /// <inheritdoc />
    public bool Renew() => _sent is { } sent && tokens.Reject(sent);
}
