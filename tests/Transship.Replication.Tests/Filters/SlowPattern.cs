namespace Transship.Replication.Tests.Filters;

/// <summary>
/// The meaning of globs without classes and escapes, said a second time and as plainly as possible: every choice of the braces is tried, component by component.
/// A brace that opens within a component keeps <c>**</c> from being the whole of it.
/// </summary>
internal static class SlowPattern
{
    private const char Mark = '{';

    public static bool IsMatch(string pattern, string text) =>
        pattern.Length == 0 || Choices("", pattern).Any(choice => Components(choice.Split('/'), text.Split('/')));

    private static IEnumerable<string> Choices(string done, string rest)
    {
        var open = rest.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return [done + rest];
        }

        var depth = 0;
        var cuts = new List<int> { open };
        var close = open;
        do
        {
            depth += rest[close] switch { '{' => 1, '}' => -1, _ => 0 };
            if (rest[close] == ',' && depth == 1)
            {
                cuts.Add(close);
            }
        }
        while (depth > 0 && ++close < rest.Length);
        cuts.Add(close);
        return cuts.Zip(cuts.Skip(1), (from, to) => rest[(from + 1)..to]).SelectMany(choice => Choices(done + rest[..open] + Mark, choice + rest[(close + 1)..]));
    }

    private static bool Components(ReadOnlySpan<string> pattern, ReadOnlySpan<string> text)
    {
        if (pattern.IsEmpty || text.IsEmpty)
        {
            return pattern.IsEmpty && text.IsEmpty;
        }

        if (pattern[0] != "**")
        {
            return Characters(pattern[0].Replace($"{Mark}", "", StringComparison.Ordinal), text[0]) && Components(pattern[1..], text[1..]);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (pattern.Length == 1 || Components(pattern[1..], text[i..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Characters(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        return pattern[0] == '*'
            ? Characters(pattern[1..], text) || (!text.IsEmpty && Characters(pattern, text[1..]))
            : !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && Characters(pattern[1..], text[1..]);
    }
}
