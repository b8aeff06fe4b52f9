using System.Text.Json.Nodes;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Apply;

/// <summary>Merges an applied configuration into the live object.</summary>
internal static class TypedMerge
{
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, SchemaNode schema)
    {
        if (live is JsonObject old && applied is JsonObject now && !schema.IsAtomicMap)
        {
            var merged = new JsonObject();
            foreach (var (name, value) in old)
            {
                merged[name] = now.TryGetPropertyValue(name, out var wanted)
                    ? Merge(value, wanted, TypedValue.Member(schema, name))
                    : value?.DeepClone();
            }

            foreach (var (name, value) in now)
            {
                if (!old.ContainsKey(name))
                {
                    merged[name] = value?.DeepClone();
                }
            }

            return merged;
        }

        return live is JsonArray before && applied is JsonArray after && schema.List != ListKind.Atomic
            ? Merge(before, after, schema)
            : applied?.DeepClone();
    }

    // The applied order wins; what only the live list has keeps its place among its neighbours.
    private static JsonArray Merge(JsonArray live, JsonArray applied, SchemaNode schema)
    {
        var wanted = applied.Select(item => (Step: TypedValue.Step(item, schema), Item: item)).ToArray();
        var known = new Dictionary<PathElement, JsonNode?>();
        foreach (var item in live)
        {
            known[TypedValue.Step(item, schema)] = item;
        }

        var merged = new JsonArray();
        var next = 0;
        foreach (var (step, item) in known)
        {
            var at = Array.FindIndex(wanted, entry => entry.Step == step);
            if (at < 0)
            {
                merged.Add(item?.DeepClone());
                continue;
            }

            for (; next <= at; next++)
            {
                merged.Add(Item(wanted[next]));
            }
        }

        for (; next < wanted.Length; next++)
        {
            merged.Add(Item(wanted[next]));
        }

        return merged;

        JsonNode? Item((PathElement Step, JsonNode? Item) entry) =>
            known.TryGetValue(entry.Step, out var old) ? Merge(old, entry.Item, TypedValue.Item(schema)) : entry.Item?.DeepClone();
    }
}
