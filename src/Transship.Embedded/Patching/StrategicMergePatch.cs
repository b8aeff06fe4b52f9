using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Patching;

/// <summary>Strategic merge patch of built-in kinds: lists with a merge key are merged item by item.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string DeleteFromPrimitives = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";
    private const string RetainKeys = "$retainKeys";

    /// <summary>Applies a patch in place.</summary>
    /// <param name="target">The object.</param>
    /// <param name="patch">The changes.</param>
    /// <param name="schema">The schema, which names the merge keys.</param>
    public static void Apply(JsonObject target, JsonObject patch, SchemaNode schema)
    {
        if (patch[Directive].AsString() == "replace")
        {
            foreach (var (name, _) in target.ToArray())
            {
                target.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name == Directive || name == RetainKeys || name.StartsWith(ElementOrder, StringComparison.Ordinal))
            {
                continue;
            }

            if (name.StartsWith(DeleteFromPrimitives, StringComparison.Ordinal))
            {
                Delete(target, name[DeleteFromPrimitives.Length..], value as JsonArray ?? []);
                continue;
            }

            Set(target, name, value, schema.Member(name) ?? SchemaNode.Any);
        }
    }

    private static void Set(JsonObject target, string name, JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject changes when changes[Directive].AsString() == "delete":
                target.Remove(name);
                break;
            case JsonObject changes:
                if (target[name] is not JsonObject existing)
                {
                    existing = [];
                    target[name] = existing;
                }

                Apply(existing, changes, schema);
                break;
            case JsonArray items when schema.PatchMerges && target[name] is JsonArray current:
                MergeList(current, items, schema);
                break;
            case JsonArray items:
                target[name] = Plain(items);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void MergeList(JsonArray current, JsonArray changes, SchemaNode schema)
    {
        if (schema.PatchMergeKey is not { } key)
        {
            foreach (var item in changes.Where(item => !current.Any(known => JsonNode.DeepEquals(known, item))).ToArray())
            {
                current.Add(item?.DeepClone());
            }

            return;
        }

        foreach (var change in changes.OfType<JsonObject>())
        {
            var existing = current.OfType<JsonObject>().FirstOrDefault(item => JsonNode.DeepEquals(item[key], change[key]));
            switch (change[Directive].AsString())
            {
                case "delete" when existing is not null:
                    current.Remove(existing);
                    break;
                case "delete":
                    break;
                case null when existing is not null:
                    Apply(existing, change, schema.Items ?? SchemaNode.Any);
                    break;
                default:
                    current.Add(change.DeepClone());
                    break;
            }
        }
    }

    private static JsonArray Plain(JsonArray items) =>
        new([.. items.Where(item => item is not JsonObject members || !members.ContainsKey(Directive)).Select(item => item?.DeepClone())]);

    private static void Delete(JsonObject target, string name, JsonArray values)
    {
        if (target[name] is JsonArray items)
        {
            foreach (var item in items.Where(item => values.Any(value => JsonNode.DeepEquals(item, value))).ToArray())
            {
                items.Remove(item);
            }
        }
    }
}
