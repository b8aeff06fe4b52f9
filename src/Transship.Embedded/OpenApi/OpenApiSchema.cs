using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.OpenApi;

/// <summary>The schema of a kind as OpenAPI documents carry it.</summary>
internal static class OpenApiSchema
{
    public static JsonObject Of(ResourceKind kind)
    {
        var schema = kind.Schema.Source.Clone();
        schema["x-kubernetes-group-version-kind"] = new JsonArray((JsonNode)Gvk(kind));
        return schema;
    }

    public static JsonObject Gvk(ResourceKind kind) => new() { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version };
}
