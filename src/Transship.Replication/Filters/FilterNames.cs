using System.Globalization;
using Transship.Api.Rules;

namespace Transship.Replication.Filters;

/// <summary>Filters in words, for those who ask why an artifact was left out.</summary>
internal static class FilterNames
{
    /// <summary>The place of a filter in its rule, and what it says: <c>spec.filters[1]: tag excludes *-rc*</c>.</summary>
    /// <param name="index">Its place, counted from 0.</param>
    /// <param name="filter">The filter.</param>
    public static string Of(int index, RuleFilter filter) => string.Create(
        CultureInfo.InvariantCulture,
        $"spec.filters[{index}]: {filter.Type.ToString().ToLowerInvariant()} {(filter.Decoration == FilterDecoration.Excludes ? "excludes" : "matches")} {What(filter)}");

    private static string What(RuleFilter filter) => filter switch
    {
        { Regex: { } regex } => $"regex {regex}",
        { Semver: { } range } => $"semver {range}",
        { Latest: { } latest } => $"the latest {latest.Count} by {latest.By}",
        { MaxAge: { } age } => $"maxAge {age}",
        { Labels: { } labels } => $"labels {string.Join(", ", labels)}",
        { Platforms: { } platforms } => $"platforms {string.Join(", ", platforms)}",
        _ => filter.Value is { Length: > 0 } value ? value : "everything",
    };
}
