using Transship.Api.Rules;

namespace Transship.Replication.Filters;

/// <summary>Whether the members of a filter go together. The schema says the same, where the server evaluates its rules.</summary>
internal static class FilterShape
{
    /// <summary>What is wrong, one sentence; null when nothing is.</summary>
    /// <param name="filter">The filter.</param>
    public static string? ProblemOf(RuleFilter filter)
    {
        object?[] members = [filter.Value, filter.Regex, filter.Semver, filter.Latest, filter.MaxAge, filter.Labels, filter.Platforms];
        return members.Count(member => member is not null) != 1 ? "Set exactly one of value, regex, semver, latest, maxAge, labels and platforms."
            : filter.Type != FilterType.Tag && (filter.Semver ?? filter.MaxAge ?? (object?)filter.Latest) is not null ? "A filter by semver, latest or maxAge looks at tags: set type to tag."
            : (filter.Type == FilterType.Label) != (filter.Labels is not null) ? "A filter of type label names labels, and no other one does."
            : filter.Labels is { Count: 0 } || filter.Platforms is { Count: 0 } ? "An empty list says nothing: name at least one."
            : filter.Type != FilterType.Resource && filter.Platforms is not null ? "A filter by platforms looks at content: set type to resource."
            : filter.Type == FilterType.Resource && filter.Regex is not null ? "A filter of type resource has a value (image, chart or artifact) or platforms."
            : null;
    }
}
