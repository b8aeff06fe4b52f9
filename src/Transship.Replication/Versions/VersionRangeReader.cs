using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Transship.Replication.Filters;

namespace Transship.Replication.Versions;

/// <summary>Reads the conditions of one alternative of a range.</summary>
internal static partial class VersionRangeReader
{
    /// <summary>Reads one alternative.</summary>
    /// <param name="text">The alternative.</param>
    /// <param name="offset">Where it begins in the whole range.</param>
    /// <param name="conditions">Its conditions.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryRead(string text, int offset, [NotNullWhen(true)] out VersionConditions? conditions, [NotNullWhen(false)] out PatternError? error)
    {
        conditions = null;
        error = null;
        var all = new List<VersionCondition>();
        var namesPrerelease = false;
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == ',')
            {
                at++;
                continue;
            }

            if (Condition().Match(text, at) is not { Success: true } match || !TryAdd(match, all, ref namesPrerelease))
            {
                error = new PatternError(offset + at + 1, "This is no condition on versions; write, for example, >=1.2 <3, ~1.4, ^2.1, 1.x or 1.2 - 1.8.");
                return false;
            }

            at += match.Length;
        }

        if (all.Count == 0)
        {
            error = new PatternError(offset + 1, "There is no condition; write * for all versions.");
            return false;
        }

        conditions = new VersionConditions(all, namesPrerelease);
        return true;
    }

    private static bool TryAdd(Match match, List<VersionCondition> all, ref bool namesPrerelease)
    {
        if (!TryReadPartial(match.Groups["version"].Value, out var version))
        {
            return false;
        }

        namesPrerelease |= version.Exact is { IsPrerelease: true };
        if (!match.Groups["to"].Success)
        {
            all.Add(version.Under(match.Groups["operator"].Value));
            return true;
        }

        if (match.Groups["operator"].Length > 0 || !TryReadPartial(match.Groups["to"].Value, out var to))
        {
            return false;
        }

        namesPrerelease |= to.Exact is { IsPrerelease: true };
        all.Add(version.Under(">="));
        all.Add(to.Under("<="));
        return true;
    }

    private static bool TryReadPartial(string text, [NotNullWhen(true)] out PartialVersion? version)
    {
        version = null;
        if (Partial().Match(text) is { Success: true } match)
        {
            _ = SemanticVersion.TryParse(match.Groups["numbers"].Length == 0 ? "0" : match.Groups["numbers"].Value, out var lowest);
            version = new PartialVersion(lowest!, match.Groups["numbers"].Length == 0 ? 0 : match.Groups["numbers"].Value.Count(c => c == '.') + 1);
            return true;
        }

        if (SemanticVersion.TryParse(text, out var exact))
        {
            version = new PartialVersion(exact, 3);
        }

        return version is not null;
    }

    [GeneratedRegex(@"\G(?<operator>!=|>=|<=|[=<>~^])?\s*(?<version>[^\s,<>=!~^]+)(\s+-\s+(?<to>[^\s,<>=!~^]+))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();

    // "1.2", "1.x", "*": what is left out stands for any number.
    [GeneratedRegex(@"\A[vV]?(?:(?<numbers>[0-9]{1,18}(?:\.[0-9]{1,18})?)(?:\.[xX*]){0,2}|[xX*](?:\.[xX*]){0,2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Partial();
}
