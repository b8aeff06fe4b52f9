using System.Text.Json.Nodes;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Apply;

/// <summary>Removes fields from an object.</summary>
internal static class FieldRemoval
{
    /// <summary>Removes in place every field that is in the set.</summary>
    public static void Remove(JsonNode? value, FieldSet fields, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToArray())
                {
                    var step = PathElement.Field(name);
                    if (fields.HasMember(step))
                    {
                        members.Remove(name);
                    }
                    else if (fields.ChildOrNull(step) is { } below)
                    {
                        Remove(member, below, TypedValue.Member(schema, name));
                    }
                }

                break;
            case JsonArray items when schema.List != ListKind.Atomic:
                for (var i = items.Count - 1; i >= 0; i--)
                {
                    var step = TypedValue.Step(items[i], schema);
                    if (fields.HasMember(step))
                    {
                        items.RemoveAt(i);
                    }
                    else if (fields.ChildOrNull(step) is { } below)
                    {
                        Remove(items[i], below, TypedValue.Item(schema));
                    }
                }

                break;
        }
    }
}
