using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

/// <summary>Signs requests in the ROA style of Alibaba Cloud: method, some headers and the path ("ROA API signature", signature version 1.0).</summary>
/// <param name="key">The key; its identity token is the security token of temporary ones.</param>
/// <param name="version">The version of the API.</param>
/// <param name="region">The region.</param>
/// <param name="time">The clock.</param>
internal sealed class AliRoaAuthorizer(RegistryCredentials key, string version, string region, TimeProvider time) : IApiAuthorizer
{
    public ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Dictionary<string, string> own = new(StringComparer.Ordinal)
        {
            ["x-acs-region-id"] = region,
            ["x-acs-signature-method"] = "HMAC-SHA1",
            ["x-acs-signature-nonce"] = Guid.NewGuid().ToString(),
            ["x-acs-signature-version"] = "1.0",
            ["x-acs-version"] = version,
        };
        if (!key.IdentityToken.IsEmpty)
        {
            own["x-acs-security-token"] = key.IdentityToken.Reveal();
        }

        foreach (var (name, value) in own)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        var now = time.GetUtcNow();
        message.Headers.Date = now;
        var toSign = new StringBuilder()
            .Append(message.Method.Method).Append('\n')
            .Append("application/json\n\n")
            .Append(message.Content?.Headers.ContentType?.ToString()).Append('\n')
            .Append(now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture)).Append('\n');
        foreach (var (name, value) in own.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            toSign.Append(name).Append(':').Append(value).Append('\n');
        }

        toSign.Append(Resource(message.RequestUri!));
        message.Headers.TryAddWithoutValidation("Authorization", $"acs {key.Username}:{Sign(toSign.ToString(), key.Password)}");
        return ValueTask.CompletedTask;
    }

    private static string Resource(Uri uri)
    {
        var query = Uri.UnescapeDataString(uri.Query.TrimStart('?')).Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        return query.Count == 0 ? uri.AbsolutePath : $"{uri.AbsolutePath}?{string.Join('&', query)}";
    }

    private static string Sign(string toSign, Secret secret)
    {
#pragma warning disable CA5350 // The signature that the service defines.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(toSign)));
#pragma warning restore CA5350
    }
}
