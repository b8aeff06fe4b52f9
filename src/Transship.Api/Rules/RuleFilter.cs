using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>One condition that an artifact must meet. Exactly one of value, regex, semver, latest, maxAge, labels and platforms says what is looked for.</summary>
[ValidationRule(
    "[has(self.value), has(self.regex), has(self.semver), has(self.latest), has(self.maxAge), has(self.labels), has(self.platforms)].filter(isSet, isSet).size() == 1",
    Message = "set exactly one of value, regex, semver, latest, maxAge, labels and platforms")]
[ValidationRule(
    "self.type == 'tag' || (!has(self.semver) && !has(self.latest) && !has(self.maxAge))", Message = "semver, latest and maxAge look at tags: set type to tag")]
[ValidationRule("(self.type == 'label') == has(self.labels)", Message = "a filter of type label names labels, and no other one does")]
[ValidationRule("self.type == 'resource' || !has(self.platforms)", Message = "platforms look at content: set type to resource")]
[ValidationRule("self.type != 'resource' || !has(self.regex)", Message = "a filter of type resource has a value (image, chart or artifact) or platforms")]
public sealed record RuleFilter
{
    /// <summary>What is looked at.</summary>
    public required FilterType Type { get; init; }

    /// <summary>
    /// A pattern: * matches within a path component, ** across them, ? one character, {a,b} either. Empty matches all. Of type resource: image, chart (a Helm
    /// chart) or artifact (whatever is neither).
    /// </summary>
    [Length(MaxLength = 1024)]
    public string? Value { get; init; }

    /// <summary>A regular expression, found anywhere unless anchored with ^ and $. Look-around and back references are not supported.</summary>
    [Length(MinLength = 1, MaxLength = 1024)]
    public string? Regex { get; init; }

    /// <summary>A range of versions, as in ">=1.2 &lt;3", "~1.4", "^2.1" or "1.x". Tags that are no version are outside of it, and so are prereleases unless the range names one, as in ">=1.2.0-0".</summary>
    [Length(MinLength = 1, MaxLength = 256)]
    public string? Semver { get; init; }

    /// <summary>The newest of the tags that pass all other filters, in each repository.</summary>
    public LatestTags? Latest { get; init; }

    /// <summary>Tags that were pushed, or where the source does not say so whose image was made, at most so long ago, as in 720h. What tells no time does not match.</summary>
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string? MaxAge { get; init; }

    /// <summary>Labels that the artifact carries at the source, all of them: of its product where that has labels, else of its image's config, as in key or key=value.</summary>
    [Items(MinItems = 1, MaxItems = 32, MaxLength = 256)]
    [ListType("atomic")]
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The images of an index that are replicated, os/architecture[/variant] as in linux/amd64. What is no index is replicated whole.</summary>
    [Items(MinItems = 1, MaxItems = 32, MaxLength = 64)]
    [ListType("atomic")]
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Whether what matches is kept, or left out.</summary>
    [DefaultValue("\"matches\"")]
    public FilterDecoration Decoration { get; init; }
}

/// <summary>What a filter looks at.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilterType>))]
public enum FilterType
{
    /// <summary>The repository, with its whole path.</summary>
    [JsonStringEnumMemberName("name")]
    Name,

    /// <summary>The tag.</summary>
    [JsonStringEnumMemberName("tag")]
    Tag,

    /// <summary>The labels that the artifact carries.</summary>
    [JsonStringEnumMemberName("label")]
    Label,

    /// <summary>What kind of artifact it is, and for which platforms.</summary>
    [JsonStringEnumMemberName("resource")]
    Resource,
}

/// <summary>Whether what matches is kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilterDecoration>))]
public enum FilterDecoration
{
    /// <summary>What matches is kept.</summary>
    [JsonStringEnumMemberName("matches")]
    Matches,

    /// <summary>What matches is left out.</summary>
    [JsonStringEnumMemberName("excludes")]
    Excludes,
}

/// <summary>How many of the newest tags are kept.</summary>
public sealed record LatestTags
{
    /// <summary>How many.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public required int Count { get; init; }

    /// <summary>What makes a tag newer than another.</summary>
    [DefaultValue("\"Semver\"")]
    public TagOrder By { get; init; } = TagOrder.Semver;
}

/// <summary>What makes a tag newer than another.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TagOrder>))]
public enum TagOrder
{
    /// <summary>The higher version. Tags that are no version are left out.</summary>
    Semver,

    /// <summary>The name, character by character: right for dates.</summary>
    Name,

    /// <summary>The time of the push, or where the source does not tell it, of the image's making. Tags without any are left out.</summary>
    PushTime,
}
