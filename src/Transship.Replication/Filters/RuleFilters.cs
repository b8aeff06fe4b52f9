using System.Diagnostics.CodeAnalysis;
using Transship.Api.Rules;

namespace Transship.Replication.Filters;

/// <summary>The filters of a rule, compiled. An artifact passes when it passes each of them; no filters let everything pass.</summary>
public sealed class RuleFilters
{
    /// <summary>How long one match of a regular expression may take.</summary>
    internal static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    private readonly FilterChain _names;
    private readonly FilterChain _tags;

    private RuleFilters(FilterCompiler compiler)
    {
        _names = compiler.Names;
        _tags = compiler.Tags;
        Latest = compiler.Latest;
        Contents = compiler.Contents;
        Platforms = compiler.Platforms;
        PlatformsName = compiler.PlatformsName;
        SpecificRepositories = _names.Candidates(Grammar.IsRepository);
        SpecificTags = Latest is null ? _tags.Candidates(Grammar.IsTag) : null;
    }

    /// <summary>The only repositories that can match; null when the catalog has to be listed.</summary>
    public IReadOnlyList<string>? SpecificRepositories { get; }

    /// <summary>The only tags that can match; null when the tags of each repository have to be listed.</summary>
    public IReadOnlyList<string>? SpecificTags { get; }

    /// <summary>The platforms of an index that are replicated; none for all.</summary>
    public IReadOnlyList<string> Platforms { get; }

    /// <summary>The filter by platforms in words; empty where there is none.</summary>
    internal string PlatformsName { get; }

    /// <summary>What the names of all repositories that match start with, as far as whole path components tell; empty where nothing does.</summary>
    public string Prefix => _names.Included.Select(pattern => LiteralPaths.Prefix(pattern.Text)).MaxBy(prefix => prefix.Length) ?? "";

    /// <summary>The filters that look at what an artifact is.</summary>
    internal ContentFilters Contents { get; }

    /// <summary>Which facts of each artifact have to be known.</summary>
    internal FactKinds Needs => Contents.Needs | (Latest?.Needs ?? FactKinds.None);

    /// <summary>Keeps the newest of the tags that pass all other filters; null where all are kept.</summary>
    internal LatestFilter? Latest { get; }

    /// <summary>The globs that a repository must match.</summary>
    internal IEnumerable<Pattern> NamePatterns => _names.Included;

    /// <summary>Compiles the filters of a rule.</summary>
    /// <param name="filters">The filters; null for none.</param>
    /// <param name="compiled">The compiled filters.</param>
    /// <param name="errors">Each filter that cannot be used.</param>
    public static bool TryCompile(
        IReadOnlyList<RuleFilter>? filters,
        [NotNullWhen(true)] out RuleFilters? compiled,
        out IReadOnlyList<FilterError> errors) => TryCompile(filters, RegexTimeout, out compiled, out errors);

    /// <summary>Compiles the filters of a rule, with another limit for regular expressions.</summary>
    internal static bool TryCompile(
        IReadOnlyList<RuleFilter>? filters,
        TimeSpan regexTimeout,
        [NotNullWhen(true)] out RuleFilters? compiled,
        out IReadOnlyList<FilterError> errors)
    {
        var compiler = new FilterCompiler(regexTimeout);
        for (var i = 0; i < (filters?.Count ?? 0); i++)
        {
            compiler.Add(i, filters![i]);
        }

        errors = compiler.Errors;
        compiled = errors.Count > 0 ? null : new RuleFilters(compiler);
        return compiled is not null;
    }

    /// <summary>Whether a repository passes all name filters.</summary>
    /// <param name="repository">The repository with its whole path.</param>
    public bool MatchesRepository(string repository) => _names.Passes(repository);

    /// <summary>Whether a tag passes all tag filters that look at one tag at a time. An artifact without a tag is looked at as the empty text, as Harbor does.</summary>
    /// <param name="tag">The tag; null for an artifact without one.</param>
    public bool MatchesTag(string? tag) => _tags.Passes(tag ?? "");

    /// <summary>The filter that leaves a repository out, in words; null when it passes.</summary>
    /// <param name="repository">The repository with its whole path.</param>
    internal string? RefusalOfRepository(string repository) => _names.Refusal(repository);

    /// <summary>The filter that leaves a tag out, in words; null when it passes.</summary>
    /// <param name="tag">The tag.</param>
    internal string? RefusalOfTag(string tag) => _tags.Refusal(tag);
}
