using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Transship.Embedded.Http;

/// <summary>The token that clients must bring.</summary>
/// <param name="secret">The token.</param>
internal sealed class AccessToken(string secret)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())));
    }

    public override string ToString() => "***";
}
