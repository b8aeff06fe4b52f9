using System.Text.Json.Nodes;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Apply;

/// <summary>Which fields differ between two versions of an object.</summary>
internal sealed class FieldComparison
{
    public FieldSet Added { get; private set; } = new();

    public FieldSet Modified { get; private set; } = new();

    public FieldSet Removed { get; private set; } = new();

    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    public FieldSet Written => Added.Union(Modified);

    public static FieldComparison Of(JsonObject before, JsonObject after, SchemaNode schema)
    {
        var comparison = new FieldComparison();
        comparison.Compare(before, after, schema, FieldPath.Root);
        return comparison;
    }

    public FieldComparison Without(FieldSet ignored) => new()
    {
        Added = Added.ExceptBelow(ignored),
        Modified = Modified.ExceptBelow(ignored),
        Removed = Removed.ExceptBelow(ignored),
    };

    // Presence is told from null: a member may be there with the value null.
    private void Visit(bool hadBefore, JsonNode? before, bool hasAfter, JsonNode? after, SchemaNode schema, FieldPath path)
    {
        var beforeLeaf = !hadBefore || TypedValue.IsLeaf(before, schema) || IsEmpty(before);
        var afterLeaf = !hasAfter || TypedValue.IsLeaf(after, schema) || IsEmpty(after);
        if (hadBefore && hasAfter && beforeLeaf && afterLeaf)
        {
            if (!JsonNode.DeepEquals(before, after))
            {
                Modified.Add(path);
            }

            return;
        }

        if (hadBefore && hasAfter && before?.GetType() != after?.GetType())
        {
            Visit(true, before, false, null, schema, path);
            Visit(false, null, true, after, schema, path);
            return;
        }

        Compare(hadBefore ? before : null, hasAfter ? after : null, schema, path);
        if (!hadBefore)
        {
            Added.Add(path);
        }
        else if (!hasAfter)
        {
            Removed.Add(path);
        }
    }

    private void Compare(JsonNode? before, JsonNode? after, SchemaNode schema, FieldPath path)
    {
        if (before is JsonObject or null && after is JsonObject or null)
        {
            var old = before as JsonObject;
            var now = after as JsonObject;
            if ((old is not null && TypedValue.IsLeaf(old, schema)) || (now is not null && TypedValue.IsLeaf(now, schema)))
            {
                return;
            }

            foreach (var name in Names(old).Union(Names(now), StringComparer.Ordinal))
            {
                var had = old?.ContainsKey(name) == true;
                var has = now?.ContainsKey(name) == true;
                Visit(had, had ? old![name] : null, has, has ? now![name] : null, TypedValue.Member(schema, name), path.Then(PathElement.Field(name)));
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null && schema.List != ListKind.Atomic)
        {
            var old = Items(before as JsonArray, schema);
            var now = Items(after as JsonArray, schema);
            foreach (var step in old.Keys.Union(now.Keys))
            {
                var had = old.TryGetValue(step, out var previous);
                var has = now.TryGetValue(step, out var current);
                Visit(had, previous, has, current, TypedValue.Item(schema), path.Then(step));
            }
        }
    }

    private static bool IsEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static IEnumerable<string> Names(JsonObject? members) => members?.Select(member => member.Key) ?? [];

    private static Dictionary<PathElement, JsonNode?> Items(JsonArray? items, SchemaNode schema)
    {
        var byStep = new Dictionary<PathElement, JsonNode?>();
        foreach (var item in items ?? [])
        {
            byStep[TypedValue.Step(item, schema)] = item;
        }

        return byStep;
    }
}
