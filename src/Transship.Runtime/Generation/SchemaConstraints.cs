using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Runtime.Generation;

/// <summary>Turns the attributes of a property into schema keywords. What bounds strings or numbers reaches the items of lists and maps.</summary>
internal static class SchemaConstraints
{
    /// <exception cref="InvalidOperationException">An attribute does not fit the type of the property.</exception>
    internal static void Apply(JsonObject schema, PropertyInfo property, string path)
    {
        var leaf = Leaf(schema);
        foreach (var attribute in property.GetCustomAttributes())
        {
            switch (attribute)
            {
                case PatternAttribute pattern:
                    Expect(leaf, "string", attribute, path)["pattern"] = pattern.RegexPattern;
                    break;
                case LengthAttribute length:
                    Expect(leaf, "string", attribute, path);
                    SetBound(leaf, "minLength", length.MinLength);
                    SetBound(leaf, "maxLength", length.MaxLength);
                    break;
                case EnumValuesAttribute values:
                    Expect(leaf, "string", attribute, path)["enum"] = Strings(values.Values);
                    break;
                case RangeMinimumAttribute minimum:
                    Expect(leaf, "integer", attribute, path)["minimum"] = minimum.Minimum;
                    break;
                case RangeMaximumAttribute maximum:
                    Expect(leaf, "integer", attribute, path)["maximum"] = maximum.Maximum;
                    break;
                case ItemsAttribute items:
                    Expect(schema, "array", attribute, path);
                    SetBound(schema, "minItems", items.MinItems);
                    SetBound(schema, "maxItems", items.MaxItems);
                    SetBound(leaf, "maxLength", items.MaxLength);
                    break;
                case PropertyLimitsAttribute limits:
                    Expect(schema, "object", attribute, path)["maxProperties"] = limits.MaxProperties;
                    break;
                case ListTypeAttribute list:
                    Expect(schema, "array", attribute, path)["x-kubernetes-list-type"] = list.Type;
                    break;
                case ListMapKeysAttribute keys:
                    ListMap(Expect(schema, "array", attribute, path), keys, path);
                    break;
                case PreserveUnknownFieldsAttribute:
                    schema["x-kubernetes-preserve-unknown-fields"] = true;
                    break;
                case DefaultValueAttribute value:
                    schema["default"] = Default(value, path);
                    break;
                default:
                    break;
            }
        }
    }

    private static JsonObject Leaf(JsonObject schema)
    {
        var leaf = schema;
        while ((leaf["items"] ?? leaf["additionalProperties"]) is JsonObject inner)
        {
            leaf = inner;
        }

        return leaf;
    }

    private static JsonObject Expect(JsonObject schema, string type, Attribute attribute, string path)
    {
        var actual = schema["type"]?.GetValue<string>();
        var either = (type is "string" or "integer") && schema.ContainsKey("x-kubernetes-int-or-string");
        return actual == type || either || (type == "integer" && actual == "number")
            ? schema
            : throw new InvalidOperationException($"{path}: {attribute.GetType().Name} needs a value of type {type}, and this is {actual ?? "any"}.");
    }

    private static void SetBound(JsonObject schema, string keyword, int bound)
    {
        if (bound >= 0)
        {
            schema[keyword] = bound;
        }
    }

    /// <summary>A server takes a list map only where each key is required or has a default.</summary>
    private static void ListMap(JsonObject schema, ListMapKeysAttribute keys, string path)
    {
        var items = (JsonObject)schema["items"]!;
        var required = (items["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());
        foreach (var key in keys.Keys)
        {
            var property = items["properties"]?[key] ?? throw new InvalidOperationException($"{path}: the items have no field '{key}'.");
            if (!required.Contains(key, StringComparer.Ordinal) && property["default"] is null)
            {
                throw new InvalidOperationException($"{path}: the key '{key}' must be required, or have a default.");
            }
        }

        schema["x-kubernetes-list-type"] = "map";
        schema["x-kubernetes-list-map-keys"] = Strings(keys.Keys);
    }

    private static JsonNode? Default(DefaultValueAttribute value, string path)
    {
        try
        {
            return JsonNode.Parse(value.Json);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{path}: the default '{value.Json}' is no JSON: a string needs quotes of its own.", e);
        }
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
