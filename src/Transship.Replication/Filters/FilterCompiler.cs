using System.Text.RegularExpressions;
using Transship.Api.Rules;
using Transship.Replication.Versions;

namespace Transship.Replication.Filters;

/// <summary>Compiles the filters of a rule one by one, and keeps what is wrong with them.</summary>
internal sealed class FilterCompiler
{
    private readonly List<CompiledFilter> _names = [];
    private readonly List<CompiledFilter> _tags = [];
    private readonly List<FilterError> _errors = [];

    /// <summary>The filters that look at repositories.</summary>
    public FilterChain Names => new(_names);

    /// <summary>The filters that look at tags.</summary>
    public FilterChain Tags => new(_tags);

    /// <summary>The filter that keeps the newest tags.</summary>
    public LatestFilter? Latest { get; private set; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<FilterError> Errors => _errors;

    /// <summary>Compiles one filter.</summary>
    /// <param name="index">Its place in the rule.</param>
    /// <param name="filter">The filter.</param>
    public void Add(int index, RuleFilter filter)
    {
        var isSet = new[] { filter.Value is not null, filter.Regex is not null, filter.Semver is not null, filter.Latest is not null };
        if (isSet.Count(set => set) != 1)
        {
            Refuse(index, "Set exactly one of value, regex, semver and latest.");
        }
        else if (filter.Type != FilterType.Tag && (filter.Semver is not null || filter.Latest is not null))
        {
            Refuse(index, "A filter by semver or latest looks at tags: set type to tag.");
        }
        else if (filter.Latest is not null)
        {
            AddLatest(index, filter, filter.Latest);
        }
        else if (Compile(index, filter) is { } compiled)
        {
            (filter.Type == FilterType.Name ? _names : _tags).Add(compiled);
        }
    }

    private CompiledFilter? Compile(int index, RuleFilter filter)
    {
        var excludes = filter.Decoration == FilterDecoration.Excludes;
        if (filter.Regex is not null)
        {
            return CompileRegex(index, filter.Regex) is { } regex ? new CompiledFilter(regex.IsMatch, excludes) : null;
        }

        if (filter.Semver is not null)
        {
            if (VersionRange.TryParse(filter.Semver, out var range, out var rangeError))
            {
                return new CompiledFilter(tag => SemanticVersion.TryParse(tag, out var version) && range.Contains(version), excludes);
            }

            Refuse(index, "semver", rangeError);
            return null;
        }

        if (Pattern.TryParse(filter.Value, out var pattern, out var error))
        {
            return new CompiledFilter(pattern.IsMatch, excludes) { Pattern = pattern };
        }

        Refuse(index, "value", error);
        return null;
    }

    // Without backtracking a match takes time linear in the text, which is better than a time limit.
    private Regex? CompileRegex(int index, string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException error)
        {
            Refuse(index, "regex", new PatternError(error.Offset + 1, $"The regular expression cannot be read: {error.Error}."));
        }
        catch (NotSupportedException)
        {
            Refuse(index, "regex", new PatternError(1, "Look-around, back references, atomic groups and conditionals are not supported."));
        }

        return null;
    }

    private void AddLatest(int index, RuleFilter filter, LatestTags latest)
    {
        if (Latest is not null)
        {
            Refuse(index, "A rule has one filter by latest at most.");
        }
        else if (filter.Decoration == FilterDecoration.Excludes)
        {
            Refuse(index, "A filter by latest keeps tags: it cannot exclude.");
        }
        else if (latest.Count < 1)
        {
            Refuse(index, "latest.count must be 1 at least.");
        }
        else
        {
            Latest = new LatestFilter(latest.Count, latest.By);
        }
    }

    private void Refuse(int index, string message) => _errors.Add(new FilterError(index, 0, message));

    private void Refuse(int index, string field, PatternError error) => _errors.Add(new FilterError(index, error.Position, error.Message) { Field = field });
}
