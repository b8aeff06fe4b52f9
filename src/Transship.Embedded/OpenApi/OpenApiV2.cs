using System.Text.Json.Nodes;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.OpenApi;

/// <summary>OpenAPI v2 for tools that know nothing newer.</summary>
internal static class OpenApiV2
{
    public static JsonObject Document(KindRegistry kinds)
    {
        var definitions = new JsonObject();
        foreach (var kind in kinds.All)
        {
            definitions[OpenApiV3.SchemaName(kind)] = OpenApiSchema.Of(kind);
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Transship", ["version"] = "v1" },
            ["paths"] = new JsonObject(),
            ["definitions"] = definitions,
        };
    }
}
