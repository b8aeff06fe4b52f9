namespace Transship.Registry.Http;

/// <summary>The next page of a listing (RFC 8288), in all the shapes in which registries write it. quirk 29</summary>
internal static class LinkHeader
{
    public static Uri? Next(RegistryResponse response)
    {
        var header = response.Header("Link");
        foreach (var link in (header ?? "").Split(",<", StringSplitOptions.TrimEntries).SelectMany(SplitSpaced))
        {
            var text = link.TrimStart('<');
            var end = text.IndexOf('>', StringComparison.Ordinal);
            var target = end >= 0 ? text[..end] : text.Split(';')[0];
            var rest = end >= 0 ? text[(end + 1)..] : text[target.Length..];
            if (IsNext(rest) && target.Trim().Length > 0)
            {
                return SameHost(new Uri(response.RequestUri, target.Trim()), response.RequestUri);
            }
        }

        return null;
    }

    private static IEnumerable<string> SplitSpaced(string part) => part.Split(", <", StringSplitOptions.TrimEntries);

    private static bool IsNext(string parameters) => parameters
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(p => p.Replace("\"", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).TrimEnd(',').Equals("rel=next", StringComparison.OrdinalIgnoreCase));

    // A proxy in front may make the server name itself wrongly: only path and query are taken.
    private static Uri SameHost(Uri next, Uri current) => new(new Uri(current.GetLeftPart(UriPartial.Authority)), next.PathAndQuery);
}
