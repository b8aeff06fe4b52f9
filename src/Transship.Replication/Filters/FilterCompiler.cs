using System.Text.RegularExpressions;
using Transship.Api.Rules;
using Transship.Replication.Versions;

namespace Transship.Replication.Filters;

/// <summary>Compiles the filters of a rule one by one, and keeps what is wrong with them.</summary>
/// <param name="regexTimeout">How long one match of a regular expression may take.</param>
internal sealed class FilterCompiler(TimeSpan regexTimeout)
{
    private readonly List<CompiledFilter> _names = [];
    private readonly List<CompiledFilter> _tags = [];
    private readonly List<ContentFilter> _contents = [];
    private readonly List<FilterError> _errors = [];

    /// <summary>The filters that look at repositories.</summary>
    public FilterChain Names => new(_names);

    /// <summary>The filters that look at tags.</summary>
    public FilterChain Tags => new(_tags);

    /// <summary>The filter that keeps the newest tags.</summary>
    public LatestFilter? Latest { get; private set; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<FilterError> Errors => _errors;

    /// <summary>The filters that look at contents.</summary>
    public ContentFilters Contents => new(_contents);

    /// <summary>The platforms that are replicated; none for all.</summary>
    public IReadOnlyList<string> Platforms { get; private set; } = [];

    /// <summary>The filter by platforms in words; empty where there is none.</summary>
    public string PlatformsName { get; private set; } = "";

    /// <summary>Compiles one filter.</summary>
    /// <param name="index">Its place in the rule.</param>
    /// <param name="filter">The filter.</param>
    public void Add(int index, RuleFilter filter)
    {
        if (FilterShape.ProblemOf(filter) is { } problem)
        {
            Refuse(index, problem);
        }
        else if (filter.Latest is not null)
        {
            AddLatest(index, filter, filter.Latest);
        }
        else if (filter.Platforms is not null)
        {
            AddPlatforms(index, filter, filter.Platforms);
        }
        else if (filter.Type is FilterType.Label or FilterType.Resource || filter.MaxAge is not null)
        {
            AddContent(index, filter);
        }
        else if (Compile(index, filter) is { } compiled)
        {
            (filter.Type == FilterType.Name ? _names : _tags).Add(compiled);
        }
    }

    private CompiledFilter? Compile(int index, RuleFilter filter)
    {
        var (excludes, name) = (filter.Decoration == FilterDecoration.Excludes, FilterNames.Of(index, filter));
        if (filter.Regex is not null)
        {
            return CompileRegex(index, filter.Regex) is { } regex ? new CompiledFilter(text => Match(regex, text, name), excludes, name) : null;
        }

        if (filter.Semver is not null)
        {
            if (VersionRange.TryParse(filter.Semver, out var range, out var rangeError))
            {
                return new CompiledFilter(tag => SemanticVersion.TryParse(tag, out var version) && range.Contains(version), excludes, name);
            }

            Refuse(index, "semver", rangeError);
            return null;
        }

        if (Pattern.TryParse(filter.Value, out var pattern, out var error))
        {
            return new CompiledFilter(pattern.IsMatch, excludes, name) { Pattern = pattern };
        }

        Refuse(index, "value", error);
        return null;
    }

    private void AddContent(int index, RuleFilter filter)
    {
        if (ContentCompiler.TryCompile(filter, FilterNames.Of(index, filter), out var compiled, out var error))
        {
            _contents.Add(compiled);
        }
        else
        {
            Refuse(index, error);
        }
    }

    private void AddPlatforms(int index, RuleFilter filter, IReadOnlyList<string> platforms)
    {
        var wrong = platforms.FirstOrDefault(platform => platform.Split('/') is var parts && (parts.Length is < 2 or > 3 || parts.Contains("", StringComparer.Ordinal)));
        if (wrong is not null)
        {
            Refuse(index, $"\"{wrong}\" is no platform: write os/architecture or os/architecture/variant, as in linux/arm64.");
        }
        else if (Platforms.Count > 0)
        {
            Refuse(index, "A rule has one filter by platforms at most: name all of them in it.");
        }
        else if (filter.Decoration == FilterDecoration.Excludes)
        {
            Refuse(index, "A filter by platforms keeps platforms: it cannot exclude.");
        }
        else
        {
            Platforms = platforms;
            PlatformsName = FilterNames.Of(index, filter);
        }
    }

    // Without backtracking a match takes time linear in the text; the time limit is for what even that does not bound, such as the size of the automaton.
    private Regex? CompileRegex(int index, string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, regexTimeout);
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

    private static bool Match(Regex regex, string text, string name)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new FilterTimeoutException(name, text, regex.MatchTimeout, e);
        }
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
            Latest = new LatestFilter(latest.Count, latest.By) { Name = FilterNames.Of(index, filter) };
        }
    }

    private void Refuse(int index, string message) => _errors.Add(new FilterError(index, 0, message));

    private void Refuse(int index, string field, PatternError error) => _errors.Add(new FilterError(index, error.Position, error.Message) { Field = field });
}
