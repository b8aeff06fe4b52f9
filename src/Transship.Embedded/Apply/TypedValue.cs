using System.Text.Json.Nodes;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Apply;

/// <summary>What a schema says about the fields of a value: which are containers, and how the items of a list are told apart.</summary>
internal static class TypedValue
{
    /// <summary>Whether the value is one field, however much is in it.</summary>
    public static bool IsLeaf(JsonNode? value, SchemaNode schema) => value switch
    {
        JsonObject => schema.IsAtomicMap,
        JsonArray => schema.List == ListKind.Atomic,
        _ => true,
    };

    public static SchemaNode Member(SchemaNode schema, string name) => schema.Member(name) ?? SchemaNode.Any;

    public static SchemaNode Item(SchemaNode schema) => schema.Items ?? SchemaNode.Any;

    /// <summary>The step to an item of a list that is no leaf.</summary>
    public static PathElement Step(JsonNode? item, SchemaNode list) =>
        list.List == ListKind.Map && ListKeys.Of(item, list) is { } keys ? PathElement.Keys(keys) : PathElement.Value(item);

    /// <summary>The fields of a value, as an applied configuration owns them.</summary>
    public static FieldSet Fields(JsonObject value, SchemaNode schema)
    {
        var set = new FieldSet();
        Collect(value, schema, set);
        return set;
    }

    private static void Collect(JsonNode? value, SchemaNode schema, FieldSet set)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    var step = PathElement.Field(name);
                    var known = Member(schema, name);
                    var isEmpty = member is null or JsonObject { Count: 0 };
                    if (IsLeaf(member, known) || isEmpty || !schema.Properties.ContainsKey(name))
                    {
                        set.AddMember(step);
                    }

                    if (!IsLeaf(member, known))
                    {
                        Collect(member, known, set.Child(step));
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    var step = Step(item, schema);
                    set.AddMember(step);
                    if (!IsLeaf(item, Item(schema)))
                    {
                        Collect(item, Item(schema), set.Child(step));
                    }
                }

                break;
        }
    }
}
