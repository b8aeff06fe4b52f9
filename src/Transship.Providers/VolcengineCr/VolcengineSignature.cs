using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Endpoints;

namespace Transship.Providers.VolcengineCr;

/// <summary>Signs requests to Volcengine whose body is in memory (HMAC-SHA256, "Signature method" of its OpenAPI): the query, some headers and the body.</summary>
/// <param name="key">The key; its identity token is the session token of temporary ones.</param>
/// <param name="region">The region.</param>
/// <param name="service">The name of the service, as in <c>cr</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class VolcengineSignature(RegistryCredentials key, string region, string service, TimeProvider time) : IApiAuthorizer
{
    private const string Algorithm = "HMAC-SHA256";

    public ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var date = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = message.RequestUri!.Authority, ["x-date"] = date };
        if (message.Content is not null)
        {
            headers["content-type"] = message.Content.Headers.ContentType?.ToString() ?? "";
            headers["x-content-sha256"] = hash;
        }

        if (!key.IdentityToken.IsEmpty)
        {
            headers["x-security-token"] = key.IdentityToken.Reveal();
        }

        foreach (var (name, value) in headers.Where(header => header.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        var names = string.Join(';', headers.Keys);
        var query = string.Join('&', message.RequestUri.Query.TrimStart('?').Split('&').Order(StringComparer.Ordinal));
        var canonical = string.Join('\n', message.Method.Method, message.RequestUri.AbsolutePath, query, string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n")), names, hash);
        var scope = $"{date[..8]}/{region}/{service}/request";
        var toSign = string.Join('\n', Algorithm, date, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var derived = Encoding.UTF8.GetBytes(key.Password.Reveal());
        foreach (var part in (string[])[date[..8], region, service, "request", toSign])
        {
            derived = HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part));
        }

        message.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={key.Username}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(derived)}");
        return ValueTask.CompletedTask;
    }
}
