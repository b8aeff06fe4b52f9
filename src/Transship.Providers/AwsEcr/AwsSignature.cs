using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AwsEcr;

/// <summary>Signature version 4 of AWS for requests whose body is in memory ("Signature Version 4 signing process", AWS General Reference).</summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Signs a message: adds X-Amz-Date, X-Amz-Security-Token for temporary keys, and Authorization.</summary>
    public static void Sign(HttpRequestMessage message, ReadOnlySpan<byte> body, RegistryCredentials keys, string region, string service, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        message.Headers.TryAddWithoutValidation("X-Amz-Date", date);
        if (AwsKeys.SessionToken(keys) is { IsEmpty: false } session)
        {
            message.Headers.TryAddWithoutValidation("X-Amz-Security-Token", session.Reveal());
        }

        var headers = SignedHeaders(message);
        var names = string.Join(';', headers.Keys);
        var canonical = string.Join(
            '\n',
            message.Method.Method,
            message.RequestUri!.AbsolutePath,
            CanonicalQuery(message.RequestUri),
            string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n")),
            names,
            Convert.ToHexStringLower(SHA256.HashData(body)));
        var scope = $"{date[..8]}/{region}/{service}/aws4_request";
        var toSign = string.Join('\n', Algorithm, date, scope, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.Password.Reveal());
        foreach (var part in (string[])[date[..8], region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        message.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={keys.Username}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static SortedDictionary<string, string> SignedHeaders(HttpRequestMessage message)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = message.Headers.Host ?? message.RequestUri!.Authority };
        if (message.Content?.Headers.ContentType is { } type)
        {
            headers["content-type"] = type.ToString();
        }

        foreach (var (name, values) in message.Headers.Where(h => h.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values).Trim();
        }

        return headers;
    }

    private static string CanonicalQuery(Uri uri) => string.Join(
        '&',
        uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
            .Order(StringComparer.Ordinal));
}
