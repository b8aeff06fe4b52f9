using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Transship.Embedded.Schema;

/// <summary>One node of a structural schema.</summary>
internal sealed class SchemaNode
{
    /// <summary>A node that accepts and keeps everything.</summary>
    public static readonly SchemaNode Any = new() { Source = [], PreservesUnknownFields = true };

    private bool? _hasRules;

    /// <summary>The node as it was written.</summary>
    public required JsonObject Source { get; init; }

    public string? Type { get; init; }

    public string? Format { get; init; }

    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);

    public SchemaNode? Items { get; init; }

    /// <summary>The schema of the values of a map; null where the node is no map.</summary>
    public SchemaNode? AdditionalProperties { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    public JsonNode? Default { get; init; }

    public bool Nullable { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public double? MultipleOf { get; init; }

    public long? MinLength { get; init; }

    public long? MaxLength { get; init; }

    public long? MinItems { get; init; }

    public long? MaxItems { get; init; }

    public long? MinProperties { get; init; }

    public long? MaxProperties { get; init; }

    public bool UniqueItems { get; init; }

    public string? Pattern { get; init; }

    public Regex? PatternRegex { get; init; }

    public bool PreservesUnknownFields { get; init; }

    public bool IsIntOrString { get; init; }

    public bool IsEmbeddedResource { get; init; }

    public ListKind List { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    public bool IsAtomicMap { get; init; }

    /// <summary>The member by which strategic merge patch matches items; null replaces the list.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>Strategic merge patch adds to a list of values instead of replacing it.</summary>
    public bool PatchMerges { get; init; }

    public IReadOnlyList<SchemaNode> AllOf { get; init; } = [];

    public IReadOnlyList<SchemaNode> AnyOf { get; init; } = [];

    public IReadOnlyList<SchemaNode> OneOf { get; init; } = [];

    public SchemaNode? Not { get; init; }

    /// <summary>The rules in CEL that the value must keep.</summary>
    public IReadOnlyList<ValidationRule> Rules { get; init; } = [];

    /// <summary>Whether there are rules here or anywhere below.</summary>
    public bool HasRules => _hasRules ??= Rules.Count > 0 || Items?.HasRules == true || AdditionalProperties?.HasRules == true || Properties.Values.Any(member => member.HasRules);

    /// <summary>Whether the value is an open object, all members of which are kept.</summary>
    public bool IsOpen => PreservesUnknownFields && Properties.Count == 0;

    /// <summary>The schema of a member; null where the member is unknown.</summary>
    public SchemaNode? Member(string name) =>
        Properties.TryGetValue(name, out var known) ? known : AdditionalProperties ?? (PreservesUnknownFields ? Any : null);
}
