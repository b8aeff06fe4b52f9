using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>One condition that an artifact must meet.</summary>
public sealed record RuleFilter
{
    /// <summary>What is looked at.</summary>
    public required FilterType Type { get; init; }

    /// <summary>The pattern: * matches within a path component, ** across them, ? one character, {a,b} either. Empty matches all.</summary>
    [Length(MaxLength = 1024)]
    [Required]
    public string Value { get; init; } = "";

    /// <summary>Whether what matches is kept, or left out.</summary>
    [DefaultValue("\"matches\"")]
    public FilterDecoration Decoration { get; init; }
}

/// <summary>What a filter looks at.</summary>
public enum FilterType
{
    /// <summary>The repository, with its whole path.</summary>
    [JsonStringEnumMemberName("name")]
    Name,

    /// <summary>The tag.</summary>
    [JsonStringEnumMemberName("tag")]
    Tag,
}

/// <summary>Whether what matches is kept.</summary>
public enum FilterDecoration
{
    /// <summary>What matches is kept.</summary>
    [JsonStringEnumMemberName("matches")]
    Matches,

    /// <summary>What matches is left out.</summary>
    [JsonStringEnumMemberName("excludes")]
    Excludes,
}
