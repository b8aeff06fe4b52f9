using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Schema;

/// <summary>Reads an OpenAPI v3 schema, as a CustomResourceDefinition carries it.</summary>
internal static class SchemaReader
{
    /// <summary>Reads the schema of a whole object and adds what every object has: apiVersion, kind, metadata.</summary>
    /// <param name="schema">The schema as the definition has it.</param>
    public static SchemaNode ReadRoot(JsonObject schema)
    {
        var whole = schema.Clone();
        var properties = whole.GetOrAddObject("properties");
        properties["apiVersion"] = ObjectMetaSchema.ApiVersion();
        properties["kind"] = ObjectMetaSchema.Kind();
        properties["metadata"] = ObjectMetaSchema.Metadata();
        whole["type"] ??= "object";
        return Read(whole);
    }

    public static SchemaNode Read(JsonObject source)
    {
        var listType = source["x-kubernetes-list-type"].AsString();
        var pattern = source["pattern"].AsString();
        return new SchemaNode
        {
            Source = source,
            Type = source["type"].AsString(),
            Format = source["format"].AsString(),
            Properties = Members(source),
            Items = source["items"] is JsonObject items ? Read(items) : null,
            AdditionalProperties = source["additionalProperties"] switch
            {
                JsonObject values => Read(values),
                { } flag when flag.AsBool() == true => SchemaNode.Any,
                _ => null,
            },
            Required = [.. source.Strings("required")],
            Enum = source["enum"] is JsonArray allowed ? [.. allowed] : null,
            Default = source["default"],
            Nullable = source["nullable"].AsBool() ?? false,
            Minimum = source["minimum"].AsDouble(),
            Maximum = source["maximum"].AsDouble(),
            ExclusiveMinimum = source["exclusiveMinimum"].AsBool() ?? false,
            ExclusiveMaximum = source["exclusiveMaximum"].AsBool() ?? false,
            MultipleOf = source["multipleOf"].AsDouble(),
            MinLength = source["minLength"].AsLong(),
            MaxLength = source["maxLength"].AsLong(),
            MinItems = source["minItems"].AsLong(),
            MaxItems = source["maxItems"].AsLong(),
            MinProperties = source["minProperties"].AsLong(),
            MaxProperties = source["maxProperties"].AsLong(),
            UniqueItems = source["uniqueItems"].AsBool() ?? false,
            Pattern = pattern,
            PatternRegex = pattern is null ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant),
            PreservesUnknownFields = source["x-kubernetes-preserve-unknown-fields"].AsBool() ?? false,
            IsIntOrString = source["x-kubernetes-int-or-string"].AsBool() ?? false,
            IsEmbeddedResource = source["x-kubernetes-embedded-resource"].AsBool() ?? false,
            List = listType switch { "map" => ListKind.Map, "set" => ListKind.Set, _ => ListKind.Atomic },
            ListMapKeys = [.. source.Strings("x-kubernetes-list-map-keys")],
            IsAtomicMap = source["x-kubernetes-map-type"].AsString() == "atomic",
            PatchMergeKey = source["x-kubernetes-patch-merge-key"].AsString(),
            PatchMerges = source["x-kubernetes-patch-strategy"].AsString() == "merge",
            Rules = ValidationRule.Read(source),
            AllOf = Several(source, "allOf"),
            AnyOf = Several(source, "anyOf"),
            OneOf = Several(source, "oneOf"),
            Not = source["not"] is JsonObject not ? Read(not) : null,
        };
    }

    private static Dictionary<string, SchemaNode> Members(JsonObject source)
    {
        var members = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var (name, value) in source.Object("properties"))
        {
            if (value is JsonObject member)
            {
                members[name] = Read(member);
            }
        }

        return members;
    }

    private static IReadOnlyList<SchemaNode> Several(JsonObject source, string name) =>
        [.. (source[name] as JsonArray ?? []).OfType<JsonObject>().Select(Read)];
}
