using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Endpoints;

namespace Transship.Providers.TencentTcr;

/// <summary>Signs requests to Tencent Cloud whose body is in memory ("Signature v3", TC3-HMAC-SHA256): content type and host of the headers, and the body.</summary>
/// <param name="key">The key; its identity token is the session token of temporary ones.</param>
/// <param name="service">The name of the service, as in <c>tcr</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class TencentSignature(RegistryCredentials key, string service, TimeProvider time) : IApiAuthorizer
{
    private const string Algorithm = "TC3-HMAC-SHA256";
    private const string SignedHeaders = "content-type;host";

    public ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var date = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var canonical = string.Join(
            '\n',
            message.Method.Method,
            message.RequestUri!.AbsolutePath,
            message.RequestUri.Query.TrimStart('?'),
            $"content-type:{message.Content?.Headers.ContentType}\nhost:{message.RequestUri.Authority}\n",
            SignedHeaders,
            Hash(body.Span));
        var scope = $"{date}/{service}/tc3_request";
        var toSign = string.Join('\n', Algorithm, timestamp, scope, Hash(Encoding.UTF8.GetBytes(canonical)));
        var derived = Encoding.UTF8.GetBytes("TC3" + key.Password.Reveal());
        foreach (var part in (string[])[date, service, "tc3_request", toSign])
        {
            derived = HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part));
        }

        message.Headers.TryAddWithoutValidation("X-TC-Timestamp", timestamp);
        if (!key.IdentityToken.IsEmpty)
        {
            message.Headers.TryAddWithoutValidation("X-TC-Token", key.IdentityToken.Reveal());
        }

        message.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={key.Username}/{scope}, SignedHeaders={SignedHeaders}, Signature={Convert.ToHexStringLower(derived)}");
        return ValueTask.CompletedTask;
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
