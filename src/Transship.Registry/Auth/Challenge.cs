namespace Transship.Registry.Auth;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    public string? this[string name] => Parameters.TryGetValue(name, out var value) ? value : null;

    /// <summary>Reads all challenges of all headers; what cannot be read is left out.</summary>
    public static IReadOnlyList<Challenge> Parse(HttpResponseMessage response) =>
        response.Headers.TryGetValues("WWW-Authenticate", out var values) ? [.. values.SelectMany(ParseHeader)] : [];

    internal static IEnumerable<Challenge> ParseHeader(string header)
    {
        var at = 0;
        string? scheme = null;
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (at < header.Length)
        {
            SkipSeparators(header, ref at);
            var word = Word(header, ref at);
            if (word.Length == 0)
            {
                at++;
                continue;
            }

            if (at < header.Length && header[at] == '=' && scheme is not null)
            {
                at++;
                parameters[word] = Value(header, ref at);
                continue;
            }

            if (scheme is not null)
            {
                yield return new Challenge(scheme, parameters);
                parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            }

            scheme = word;
        }

        if (scheme is not null)
        {
            yield return new Challenge(scheme, parameters);
        }
    }

    private static void SkipSeparators(string header, ref int at)
    {
        while (at < header.Length && (header[at] == ',' || char.IsWhiteSpace(header[at])))
        {
            at++;
        }
    }

    private static string Word(string header, ref int at)
    {
        var start = at;
        while (at < header.Length && header[at] is not (',' or '=' or '"') && !char.IsWhiteSpace(header[at]))
        {
            at++;
        }

        return header[start..at];
    }

    private static string Value(string header, ref int at)
    {
        if (at >= header.Length || header[at] != '"')
        {
            return Word(header, ref at);
        }

        var text = new System.Text.StringBuilder();
        for (at++; at < header.Length && header[at] != '"'; at++)
        {
            if (header[at] == '\\' && at + 1 < header.Length)
            {
                at++;
            }

            text.Append(header[at]);
        }

        at++;
        return text.ToString();
    }
}
