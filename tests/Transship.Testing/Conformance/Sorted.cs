using System.Text.Json.Nodes;

namespace Transship.Testing.Conformance;

/// <summary>JSON whose members are in order, so that servers with other orders compare equal.</summary>
public static class Sorted
{
    public static string Json(JsonNode? node) => Order(node)?.ToJsonString() ?? "null";

    private static JsonNode? Order(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Order(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Order)]),
        _ => node?.DeepClone(),
    };
}
