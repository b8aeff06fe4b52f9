using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Tables;

/// <summary>Objects as rows (meta.k8s.io/v1 Table).</summary>
/// <param name="kind">The kind of the objects.</param>
/// <param name="apiVersion">The version of the Table that the client asked for.</param>
/// <param name="include">What of the object each row carries: None, Metadata or Object.</param>
/// <param name="time">The clock for ages.</param>
internal sealed class Table(ResourceKind kind, string apiVersion, string include, TimeProvider time)
{
    /// <summary>A table of some objects.</summary>
    /// <param name="items">The objects as the kind shows them.</param>
    /// <param name="listMetadata">The metadata of the list.</param>
    /// <param name="withColumns">Whether the columns are named: later frames of a watch leave them out.</param>
    public JsonObject Render(IEnumerable<JsonObject> items, JsonObject listMetadata, bool withColumns = true)
    {
        var now = time.GetUtcNow();
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = apiVersion,
            ["metadata"] = listMetadata,
            ["columnDefinitions"] = withColumns ? new JsonArray([.. kind.Columns.Select(Column)]) : null,
            ["rows"] = new JsonArray([.. items.Select(item => Row(item, now))]),
        };
    }

    private static JsonNode Column(PrinterColumn column) => new JsonObject
    {
        ["name"] = column.Title,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private JsonObject Row(JsonObject item, DateTimeOffset now)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. kind.Columns.Select(column => column.Cell(item, now))]) };
        if (include == "Object")
        {
            row["object"] = item.Clone();
        }
        else if (include != "None")
        {
            row["object"] = new JsonObject
            {
                ["kind"] = "PartialObjectMetadata",
                ["apiVersion"] = apiVersion,
                ["metadata"] = item.Object("metadata").DeepClone(),
            };
        }

        return row;
    }
}
