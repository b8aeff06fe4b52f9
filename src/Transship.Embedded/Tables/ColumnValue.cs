using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Tables;

/// <summary>What a cell shows for the values that its column's path found.</summary>
internal static class ColumnValue
{
    public static JsonNode? Of(IReadOnlyList<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0 || found[0] is not { } first)
        {
            return null;
        }

        return type switch
        {
            "integer" => first.AsLong() is { } whole ? whole : null,
            "number" => first.AsDouble() is { } number ? number : null,
            "boolean" => first.AsBool() is { } flag ? flag : null,
            "date" => Since(first.AsString(), now),
            _ => string.Join(' ', found.Select(value => value.AsString() ?? value?.ToJsonString() ?? "")),
        };
    }

    public static string Since(string? timestamp, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(timestamp))
        {
            return "<unknown>";
        }

        return DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? HumanDuration.Format(now - time)
            : "<invalid>";
    }
}
