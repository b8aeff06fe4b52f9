using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Transship.Embedded.Cel;

/// <summary>Methods of strings.</summary>
internal static class CelStrings
{
    private const int MaxPatterns = 256;
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    public static object Call(string name, string text, object?[] arguments) => (name, arguments) switch
    {
        ("size", []) => (long)text.EnumerateRunes().Count(),
        ("startsWith", [string prefix]) => text.StartsWith(prefix, StringComparison.Ordinal),
        ("endsWith", [string suffix]) => text.EndsWith(suffix, StringComparison.Ordinal),
        ("contains", [string part]) => text.Contains(part, StringComparison.Ordinal),
        ("matches", [string pattern]) => Pattern(pattern).IsMatch(text),
        ("find", [string pattern]) => Pattern(pattern).Match(text).Value,
        ("findAll", [string pattern]) => Pattern(pattern).Matches(text).Select(match => (object?)match.Value).ToList(),
        ("lowerAscii", []) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c)),
        ("upperAscii", []) => string.Concat(text.Select(c => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c)),
        ("trim", []) => text.Trim(),
        ("split", [string separator]) => Split(text, separator, -1),
        ("split", [string separator, long limit]) => Split(text, separator, limit),
        ("replace", [string old, string other]) => old.Length == 0 ? text : text.Replace(old, other, StringComparison.Ordinal),
        ("indexOf", [string part]) => (long)text.IndexOf(part, StringComparison.Ordinal),
        ("lastIndexOf", [string part]) => (long)text.LastIndexOf(part, StringComparison.Ordinal),
        ("charAt", [long at]) when at >= 0 && at <= text.Length => at == text.Length ? "" : text[(int)at].ToString(),
        ("substring", [long start]) when start >= 0 && start <= text.Length => text[(int)start..],
        ("substring", [long start, long end]) when start >= 0 && start <= end && end <= text.Length => text[(int)start..(int)end],
        ("charAt" or "substring", _) => throw new CelException("index out of range"),
        _ => throw CelFunctions.NoOverload(name, [text, .. arguments]),
    };

    private static List<object?> Split(string text, string separator, long limit)
    {
        if (limit == 0)
        {
            return [];
        }

        var parts = separator.Length == 0
            ? text.EnumerateRunes().Select(rune => rune.ToString())
            : limit < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min(limit, int.MaxValue));
        return [.. parts];
    }

    private static Regex Pattern(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out var known))
        {
            return known;
        }

        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return Patterns.Count < MaxPatterns ? Patterns.GetOrAdd(pattern, regex) : regex;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new CelException($"error parsing regexp: {e.Message}");
        }
    }
}
