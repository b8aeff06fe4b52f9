using System.Text.Json.Nodes;

namespace Transship.Runtime.Generation;

/// <summary>A server estimates the cost of a CEL rule from the bounds around it and refuses a definition whose estimate is too high (10 M a rule). A rule below an unbounded list or map always is.</summary>
internal static class CelBounds
{
    /// <exception cref="InvalidOperationException">A rule stands below a list or map without a bound; the message names both.</exception>
    internal static void Check(JsonObject schema) => Check(schema, "", unbounded: null);

    private static void Check(JsonObject schema, string path, string? unbounded)
    {
        if (unbounded is not null && schema["x-kubernetes-validations"] is JsonArray)
        {
            throw new InvalidOperationException($"{path}: the CEL rule needs a bound (Items or PropertyLimits) on {unbounded}, or servers refuse the definition.");
        }

        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            Check((JsonObject)property!, $"{path}.{name}", unbounded);
        }

        if (schema["items"] is JsonObject items)
        {
            Check(items, path + "[]", unbounded ?? (schema["maxItems"] is null ? path : null));
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            Check(values, path + "[*]", unbounded ?? (schema["maxProperties"] is null ? path : null));
        }
    }
}
