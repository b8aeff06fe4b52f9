using Transship.Registry.Auth;

namespace Transship.Registry.Apis;

/// <summary>User and password on every request (RFC 7617).</summary>
public sealed class BasicAuthorizer(CredentialSource credentials) : IApiAuthorizer
{
    /// <inheritdoc />
    public async ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (await credentials.GetAsync(cancellationToken) is { } login)
        {
            message.Headers.Authorization = TokenServer.Basic(login);
        }
    }
}
