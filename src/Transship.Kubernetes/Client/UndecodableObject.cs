using System.Text.Json;
using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Client;

/// <summary>An object that the server sent and that its entity type cannot hold (R13).</summary>
/// <param name="Key">Its key, as far as it could be read.</param>
/// <param name="Problem">What could not be understood.</param>
public sealed record UndecodableObject(NamespacedName Key, string Problem)
{
    internal static UndecodableObject From(JsonElement element, JsonException problem)
    {
        var metadata = Member(element, "metadata");
        return new UndecodableObject(new NamespacedName(Text(metadata, "namespace"), Text(metadata, "name")), problem.Message);
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
