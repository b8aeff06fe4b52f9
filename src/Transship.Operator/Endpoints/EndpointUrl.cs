using System.Diagnostics.CodeAnalysis;

namespace Transship.Operator.Endpoints;

/// <summary>Reads the address of an endpoint.</summary>
internal static class EndpointUrl
{
    /// <summary>Takes <c>host</c>, <c>host:port</c>, <c>http://…</c> and <c>https://…</c>, with an optional path.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        var trimmed = (text ?? "").Trim();
        var withScheme = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : $"https://{trimmed}";
        error = trimmed.Length == 0 ? "it is empty"
            : !Uri.TryCreate(withScheme, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0 ? "it is no URL"
            : parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps ? $"its scheme is '{parsed.Scheme}'"
            : parsed.UserInfo.Length > 0 ? "it holds a user name or password: put these into a secret, named by spec.credentials.secretRef"
            : parsed.Query.Length > 0 || parsed.Fragment.Length > 0 ? "it has a query or a fragment"
            : null;
        if (error is not null)
        {
            error = $"spec.url cannot be used: {error}. Write it as in https://registry.example.com or http://10.0.0.5:5000.";
            return false;
        }

        url = new Uri(withScheme.TrimEnd('/'));
        return true;
    }
}
