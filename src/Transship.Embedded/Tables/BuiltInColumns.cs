using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Tables;

/// <summary>Columns of built-in kinds that no path can express.</summary>
internal static class BuiltInColumns
{
    public static readonly PrinterColumn DataCount = new()
    {
        Title = "Data",
        Type = "string",
        Cell = (node, _) => node.Object("data").Count + node.Object("binaryData").Count,
    };

    public static readonly PrinterColumn SecretCount = new()
    {
        Title = "Secrets",
        Type = "string",
        Cell = (node, _) => (node["secrets"] as JsonArray)?.Count ?? 0,
    };

    public static readonly IReadOnlyList<PrinterColumn> Events =
    [
        new() { Title = "Last Seen", Type = "string", Cell = (node, now) => ColumnValue.Since(LastSeen(node), now) },
        PrinterColumn.Path("Type", "string", ".type"),
        PrinterColumn.Path("Reason", "string", ".reason"),
        new() { Title = "Object", Type = "string", Cell = (node, _) => Subject(node) },
        new() { Title = "Source", Type = "string", Priority = 1, Cell = (node, _) => Source(node) },
        new() { Title = "Message", Type = "string", Cell = (node, _) => First(node, "message", "note") },
        new() { Title = "First Seen", Type = "string", Priority = 1, Cell = (node, now) => ColumnValue.Since(First(node, "firstTimestamp", "deprecatedFirstTimestamp", "eventTime"), now) },
        new() { Title = "Count", Type = "string", Priority = 1, Cell = (node, _) => Count(node) },
        new() { Title = "Name", Type = "string", Format = "name", Priority = 1, Cell = (node, _) => new ObjectMeta(node).Name },
    ];

    private static string? LastSeen(JsonObject node) =>
        node.At("series", "lastObservedTime").AsString() ?? First(node, "lastTimestamp", "deprecatedLastTimestamp", "eventTime");

    private static string? First(JsonObject node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node[name].AsString() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string Subject(JsonObject node)
    {
        var subject = node["involvedObject"] as JsonObject ?? node.Object("regarding");
        return $"{subject["kind"].AsString()?.ToLowerInvariant()}/{subject["name"].AsString()}";
    }

    private static string Source(JsonObject node) =>
        node.At("source", "component").AsString() ?? First(node, "reportingComponent", "reportingController") ?? "";

    private static long Count(JsonObject node) =>
        node.At("series", "count").AsLong() ?? node["count"].AsLong() ?? node["deprecatedCount"].AsLong() ?? 1;
}
