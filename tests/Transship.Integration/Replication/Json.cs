using System.Text.Json.Nodes;

namespace Transship.Integration.Replication;

/// <summary>Reads what the scenarios look at.</summary>
internal static class Json
{
    public static string? Phase(this JsonNode resource) => (string?)resource["status"]?["phase"];

    public static string? Reason(this JsonNode resource, string condition) => (string?)resource.Condition(condition)?["reason"];

    public static string? Message(this JsonNode resource, string condition) => (string?)resource.Condition(condition)?["message"];

    public static JsonNode? Condition(this JsonNode resource, string type) =>
        resource["status"]?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == type);

    public static long Count(this JsonNode resource, string count) => (long?)resource["status"]?["counts"]?[count] ?? 0;
}
