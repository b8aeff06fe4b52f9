using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;
using Transship.Embedded.Tables;

namespace Transship.Embedded.Http;

/// <summary>Objects in the form that the client accepts.</summary>
/// <param name="kind">The kind of the objects.</param>
/// <param name="form">The form.</param>
/// <param name="includeObject">What of the object a row of a table carries.</param>
/// <param name="time">The clock for ages.</param>
internal sealed class ObjectForm(ResourceKind kind, AcceptedForm form, string includeObject, TimeProvider time)
{
    public bool IsPlain => form == AcceptedForm.Plain;

    public bool IsTable => form.IsTable;

    public JsonObject One(JsonObject node, bool withColumns = true)
    {
        if (form.IsTable)
        {
            var metadata = new JsonObject { ["resourceVersion"] = new ObjectMeta(node).ResourceVersion };
            return new Table(kind, form.ApiVersion, includeObject, time).Render([node], metadata, withColumns);
        }

        return form.IsMetadata ? Metadata(node) : node;
    }

    public JsonObject Many(IEnumerable<JsonObject> nodes, JsonObject listMetadata)
    {
        if (form.IsTable)
        {
            return new Table(kind, form.ApiVersion, includeObject, time).Render(nodes, listMetadata);
        }

        return new JsonObject
        {
            ["kind"] = form.IsMetadata ? "PartialObjectMetadataList" : kind.ListKind,
            ["apiVersion"] = form.IsMetadata ? form.ApiVersion : kind.ApiVersion,
            ["metadata"] = listMetadata,
            ["items"] = new JsonArray([.. nodes.Select(node => form.IsMetadata ? (JsonNode)Metadata(node) : node.Clone())]),
        };
    }

    private JsonObject Metadata(JsonObject node) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = form.ApiVersion,
        ["metadata"] = node.Object("metadata").DeepClone(),
    };
}
