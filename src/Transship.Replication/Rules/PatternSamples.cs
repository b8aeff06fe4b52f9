using Transship.Replication.Filters;

namespace Transship.Replication.Rules;

/// <summary>Repositories that filters match, made from the filters' own patterns.</summary>
internal static class PatternSamples
{
    private const int MaxSamples = 256;
    private const string Component = "a";

    private static readonly string[] ComponentRuns = ["a", "a/a", "a/a/a/a/a"];

    /// <summary>Some of the repositories that the filters match; none when no sample is matched by all of them.</summary>
    /// <param name="filters">The filters.</param>
    public static IEnumerable<string> Of(RuleFilters filters) =>
        (filters.SpecificRepositories ?? filters.NamePatterns.Select(pattern => pattern.Text).Prepend("**").SelectMany(Of))
        .Where(Grammar.IsRepository)
        .Where(filters.MatchesRepository)
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Of(string pattern) => ComponentRuns.SelectMany(run =>
    {
        var at = 0;
        return Sequence(pattern, run, ref at, inBraces: false);
    });

    private static List<string> Sequence(string pattern, string run, ref int at, bool inBraces)
    {
        List<string> samples = [""];
        while (at < pattern.Length && !(inBraces && pattern[at] is ',' or '}'))
        {
            samples = Join(samples, Next(pattern, run, ref at));
        }

        return samples;
    }

    private static List<string> Next(string pattern, string run, ref int at)
    {
        switch (pattern[at])
        {
            case '{':
                return Braces(pattern, run, ref at);
            case '*' when at + 1 < pattern.Length && pattern[at + 1] == '*':
                at += 2;
                return [run];
            case '*' or '?':
                at++;
                return [Component];
            case '[':
                return [Class(pattern, ref at)];
            case '\\':
                at += 2;
                return [pattern[at - 1].ToString()];
            default:
                return [pattern[at++].ToString()];
        }
    }

    private static List<string> Braces(string pattern, string run, ref int at)
    {
        var choices = new List<string>();
        do
        {
            at++;
            choices.AddRange(Sequence(pattern, run, ref at, inBraces: true));
        }
        while (pattern[at] == ',');
        at++;
        return choices;
    }

    private static string Class(string pattern, ref int at)
    {
        var negated = pattern[at + 1] == '^';
        var first = at + (negated ? 2 : 1);
        var sample = pattern[first] == '\\' ? pattern[first + 1] : pattern[first];
        while (pattern[at] != ']')
        {
            at += pattern[at] == '\\' ? 2 : 1;
        }

        at++;
        return negated ? Component : sample.ToString();
    }

    private static List<string> Join(List<string> heads, List<string> tails) =>
        [.. heads.SelectMany(_ => tails, string.Concat).Take(MaxSamples)];
}
