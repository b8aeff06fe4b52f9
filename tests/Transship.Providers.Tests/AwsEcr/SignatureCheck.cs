using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Transship.Providers.Tests.AwsEcr;

/// <summary>What AWS does with a signature of version 4: builds it anew from what arrived, and compares. Written from AWS's description, apart from the client.</summary>
internal static class SignatureCheck
{
    /// <summary>The error code of AWS, or null when the signature is right.</summary>
    public static string? Problem(HttpRequest request, string body, string service, string region, Func<string, string?> secretOf)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            return "MissingAuthenticationTokenException";
        }

        var parts = header["AWS4-HMAC-SHA256 ".Length..].Split(", ").Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        var credential = parts["Credential"].Split('/');
        var date = request.Headers["X-Amz-Date"].ToString();
        var sent = DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (credential is not [var id, var day, var inRegion, var ofService, "aws4_request"] || day != date[..8] || inRegion != region || ofService != service
            || (TimeProvider.System.GetUtcNow() - sent).Duration() > TimeSpan.FromMinutes(5))
        {
            return "InvalidSignatureException";
        }

        if (secretOf(id) is not { } secret)
        {
            return "UnrecognizedClientException";
        }

        var names = parts["SignedHeaders"].Split(';');
        var wanted = request.Headers.Keys.Select(k => k.ToLowerInvariant()).Where(k => k.StartsWith("x-amz-", StringComparison.Ordinal)).Append("host").Append("content-type");
        if (!names.Order(StringComparer.Ordinal).SequenceEqual(wanted.Distinct().Order(StringComparer.Ordinal)))
        {
            return "InvalidSignatureException";
        }

        var canonical = new StringBuilder().Append(request.Method).Append('\n').Append(request.Path.Value).Append('\n').Append(request.QueryString.Value!.TrimStart('?')).Append('\n');
        foreach (var name in names)
        {
            canonical.Append(name).Append(':').Append(request.Headers[name].ToString().Trim()).Append('\n');
        }

        canonical.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(Hex(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        var toSign = $"AWS4-HMAC-SHA256\n{date}\n{day}/{region}/{service}/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), day), region), service), "aws4_request");
        return Hex(Hmac(key, toSign)) == parts["Signature"] ? null : "InvalidSignatureException";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
