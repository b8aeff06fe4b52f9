using System.Text.Json.Nodes;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.OpenApi;

/// <summary>OpenAPI v3: what <c>kubectl explain</c> shows and how kubectl learns that fields are validated by the server.</summary>
internal static class OpenApiV3
{
    /// <summary>The paths of the documents, one for each group and version.</summary>
    public static JsonObject Index(KindRegistry kinds)
    {
        var paths = new JsonObject();
        foreach (var group in kinds.All.GroupBy(kind => Root(kind), StringComparer.Ordinal))
        {
            paths[group.Key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{group.Key}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The document of a group and version; null where there is none.</summary>
    public static JsonObject? Document(KindRegistry kinds, string group, string version)
    {
        var served = kinds.All.Where(kind => kind.Group == group && kind.Version == version).ToArray();
        if (served.Length == 0)
        {
            return null;
        }

        var schemas = new JsonObject();
        var paths = new JsonObject();
        foreach (var kind in served)
        {
            schemas[SchemaName(kind)] = OpenApiSchema.Of(kind);
            OpenApiPaths.Add(paths, kind, $"/{Root(kind)}", $"#/components/schemas/{SchemaName(kind)}");
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Transship", ["version"] = "v1" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    internal static string SchemaName(ResourceKind kind)
    {
        var reversed = kind.Group.Length == 0 ? "io.k8s.api.core" : string.Join('.', kind.Group.Split('.').Reverse());
        return $"{reversed}.{kind.Version}.{kind.Kind}";
    }

    private static string Root(ResourceKind kind) => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}";
}
