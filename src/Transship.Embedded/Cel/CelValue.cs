using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Cel;

/// <summary>The values of expressions: null, bool, long, double, string, lists, maps, times and durations.</summary>
internal static class CelValue
{
    /// <summary>A JSON value as an expression sees it.</summary>
    /// <param name="node">The value.</param>
    /// <param name="schema">Its schema, which tells times from strings.</param>
    public static object? Of(JsonNode? node, SchemaNode? schema)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject members:
                return members.ToDictionary(member => (object)member.Key, member => Of(member.Value, schema?.Member(member.Key)));
            case JsonArray items:
                return items.Select(item => Of(item, schema?.Items)).ToList();
        }

        return node.GetValueKind() switch
        {
            JsonValueKind.String => Text(node.AsString()!, schema),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ when schema?.Type == "number" => node.AsDouble(),
            _ => node.AsLong() is { } whole ? (object)whole : node.AsDouble(),
        };
    }

    public static string TypeOf(object? value) => value switch
    {
        null => "null_type",
        bool => "bool",
        long => "int",
        double => "double",
        string => "string",
        IDictionary => "map",
        IList => "list",
        DateTimeOffset => "google.protobuf.Timestamp",
        TimeSpan => "google.protobuf.Duration",
        CelOptional => "optional_type",
        _ => value.GetType().Name,
    };

    public static bool AreEqual(object? left, object? right)
    {
        switch (left, right)
        {
            case (long whole, double real):
                return whole == real;
            case (double real, long whole):
                return whole == real;
            case (IDictionary first, IDictionary second):
                return first.Count == second.Count && first.Keys.Cast<object>().All(key => second.Contains(key) && AreEqual(first[key], second[key]));
            case (IList first, IList second):
                return first.Count == second.Count && first.Cast<object?>().Zip(second.Cast<object?>()).All(pair => AreEqual(pair.First, pair.Second));
            default:
                return Equals(left, right);
        }
    }

    /// <summary>Which of two values comes first.</summary>
    /// <exception cref="CelException">The values cannot be compared.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (long a, double b) => ((double)a).CompareTo(b),
        (double a, long b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        _ => throw new CelException($"no such overload: {TypeOf(left)} compared with {TypeOf(right)}"),
    };

    private static object Text(string text, SchemaNode? schema) => schema?.Format switch
    {
        "date-time" or "date" when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        "duration" when CelDuration.TryParse(text, out var duration) => duration,
        _ => text,
    };
}
