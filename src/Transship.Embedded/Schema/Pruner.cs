using System.Text.Json.Nodes;

namespace Transship.Embedded.Schema;

/// <summary>Removes members that the schema does not know, and says which.</summary>
internal static class Pruner
{
    /// <summary>Prunes in place.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="unknown">Receives the path of every removed member.</param>
    public static void Prune(JsonNode? value, SchemaNode schema, List<string> unknown) => Prune(value, schema, "", unknown);

    private static void Prune(JsonNode? value, SchemaNode schema, string path, List<string> unknown)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToArray())
                {
                    var child = path.Length == 0 ? name : $"{path}.{name}";
                    var known = schema.Member(name) ?? (schema.IsEmbeddedResource ? EmbeddedMember(name) : null);
                    if (known is null)
                    {
                        // A value of another type than object is the validator's to report.
                        if (schema.Type is "object" or null)
                        {
                            members.Remove(name);
                            unknown.Add(child);
                        }
                    }
                    else if (!ReferenceEquals(known, SchemaNode.Any))
                    {
                        Prune(member, known, child, unknown);
                    }
                }

                break;
            case JsonArray items when schema.Items is { } item:
                for (var i = 0; i < items.Count; i++)
                {
                    Prune(items[i], item, $"{path}[{i}]", unknown);
                }

                break;
        }
    }

    private static SchemaNode? EmbeddedMember(string name) => name is "apiVersion" or "kind" or "metadata" ? SchemaNode.Any : null;
}
