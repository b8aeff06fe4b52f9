using System.Globalization;

namespace Transship.Embedded.Cel;

/// <summary>URLs and their parts.</summary>
internal static class CelUrls
{
    public static Uri? TryParse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    public static object Call(string name, Uri address) => name switch
    {
        "getScheme" => address.Scheme,
        "getHost" => address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port.ToString(CultureInfo.InvariantCulture)}",
        "getHostname" => address.Host,
        "getPort" => address.IsDefaultPort ? "" : address.Port.ToString(CultureInfo.InvariantCulture),
        "getEscapedPath" => address.AbsolutePath,
        "getQuery" => Query(address),
        _ => throw CelFunctions.NoOverload(name, address),
    };

    private static Dictionary<object, object?> Query(Uri address) => address.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .GroupBy(pair => Uri.UnescapeDataString(pair[0]), pair => (object?)(pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""), StringComparer.Ordinal)
        .ToDictionary(group => (object)group.Key, group => (object?)group.ToList());
}
