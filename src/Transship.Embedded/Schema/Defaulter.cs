using System.Text.Json.Nodes;

namespace Transship.Embedded.Schema;

/// <summary>Fills in what the schema says a missing member is, and drops nulls that it does not allow.</summary>
internal static class Defaulter
{
    /// <summary>Fills in place.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">Its schema.</param>
    public static void Apply(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject members:
                DropNulls(members, schema);
                foreach (var (name, member) in schema.Properties)
                {
                    if (member.Default is not null && !members.ContainsKey(name))
                    {
                        members[name] = member.Default.DeepClone();
                    }

                    Apply(members[name], member);
                }

                if (schema.AdditionalProperties is { } other)
                {
                    foreach (var (name, member) in members)
                    {
                        if (!schema.Properties.ContainsKey(name))
                        {
                            Apply(member, other);
                        }
                    }
                }

                break;
            case JsonArray items when schema.Items is { } item:
                foreach (var entry in items)
                {
                    Apply(entry, item);
                }

                break;
        }
    }

    private static void DropNulls(JsonObject members, SchemaNode schema)
    {
        foreach (var (name, member) in members.ToArray())
        {
            if (member is null && schema.Member(name) is { Nullable: false } known && !ReferenceEquals(known, SchemaNode.Any) && !known.IsOpen)
            {
                members.Remove(name);
            }
        }
    }
}
