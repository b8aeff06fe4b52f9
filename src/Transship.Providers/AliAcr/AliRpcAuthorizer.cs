using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transship.Registry.Apis;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

/// <summary>Signs requests in the RPC style of Alibaba Cloud: everything is in the query, the signature too ("RPC API signature", signature version 1.0).</summary>
/// <param name="key">The key; its identity token is the security token of temporary ones.</param>
/// <param name="version">The version of the API.</param>
/// <param name="time">The clock.</param>
internal sealed class AliRpcAuthorizer(RegistryCredentials key, string version, TimeProvider time) : IApiAuthorizer
{
    public ValueTask AuthorizeAsync(HttpRequestMessage message, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var parameters = message.RequestUri!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal);
        parameters["Version"] = version;
        parameters["Format"] = "JSON";
        parameters["AccessKeyId"] = key.Username;
        parameters["SignatureMethod"] = "HMAC-SHA1";
        parameters["SignatureVersion"] = "1.0";
        parameters["SignatureNonce"] = Guid.NewGuid().ToString();
        parameters["Timestamp"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (!key.IdentityToken.IsEmpty)
        {
            parameters["SecurityToken"] = key.IdentityToken.Reveal();
        }

        var query = Query(parameters);
        message.RequestUri = new UriBuilder(message.RequestUri) { Query = $"{query}&Signature={Uri.EscapeDataString(Sign(message.Method.Method, query, key.Password))}" }.Uri;
        return ValueTask.CompletedTask;
    }

    /// <summary>The parameters, sorted and escaped by RFC 3986.</summary>
    internal static string Query(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join(
        '&', parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    internal static string Sign(string method, string query, Secret secret)
    {
        var toSign = $"{method}&%2F&{Uri.EscapeDataString(query)}";
#pragma warning disable CA5350 // The signature that the service defines.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret.Reveal() + "&"), Encoding.UTF8.GetBytes(toSign)));
#pragma warning restore CA5350
    }
}
