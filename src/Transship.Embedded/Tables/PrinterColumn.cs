using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Tables;

/// <summary>One column of <c>kubectl get</c>.</summary>
internal sealed class PrinterColumn
{
    public static readonly PrinterColumn Name = new()
    {
        Title = "Name",
        Type = "string",
        Format = "name",
        Description = "Name must be unique within a namespace.",
        Cell = (node, _) => JsonValue.Create(new ObjectMeta(node).Name),
    };

    public static readonly PrinterColumn Age = Path("Age", "date", ".metadata.creationTimestamp");

    public required string Title { get; init; }

    public required string Type { get; init; }

    public string Format { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>0 is always shown, others with <c>-o wide</c> only.</summary>
    public long Priority { get; init; }

    public required Func<JsonObject, DateTimeOffset, JsonNode?> Cell { get; init; }

    /// <summary>A column that shows the value at a path.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="type">The OpenAPI type; a date is shown as the time since then.</param>
    /// <param name="jsonPath">Where the value is.</param>
    /// <param name="raw">Shows a date as it is.</param>
    public static PrinterColumn Path(string title, string type, string jsonPath, bool raw = false) => Create(title, type, "", "", 0, jsonPath, raw);

    /// <summary>Reads an entry of additionalPrinterColumns.</summary>
    public static PrinterColumn Read(JsonObject column) => Create(
        column["name"].AsString() ?? "",
        column["type"].AsString() ?? "string",
        column["format"].AsString() ?? "",
        column["description"].AsString() ?? "",
        column["priority"].AsLong() ?? 0,
        column["jsonPath"].AsString() ?? "",
        raw: false);

    private static PrinterColumn Create(string title, string type, string format, string description, long priority, string jsonPath, bool raw)
    {
        var path = JsonPath.Parse(jsonPath);
        return new PrinterColumn
        {
            Title = title,
            Type = type,
            Format = format,
            Description = description,
            Priority = priority,
            Cell = (node, now) => ColumnValue.Of(path.Find(node), raw ? "string" : type, now),
        };
    }
}
