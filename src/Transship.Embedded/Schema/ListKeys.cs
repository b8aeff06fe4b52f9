using System.Text.Json.Nodes;

namespace Transship.Embedded.Schema;

/// <summary>The members that identify an item of a list of type map.</summary>
internal static class ListKeys
{
    /// <summary>The keys of an item, in order of their names; null where the item is no object.</summary>
    /// <param name="item">The item.</param>
    /// <param name="list">The schema of the list.</param>
    public static JsonObject? Of(JsonNode? item, SchemaNode list)
    {
        if (item is not JsonObject members)
        {
            return null;
        }

        var keys = new JsonObject();
        foreach (var name in list.ListMapKeys.Order(StringComparer.Ordinal))
        {
            var value = members[name] ?? (list.Items?.Properties.TryGetValue(name, out var key) == true ? key.Default : null);
            if (value is not null)
            {
                keys[name] = value.DeepClone();
            }
        }

        return keys;
    }
}
