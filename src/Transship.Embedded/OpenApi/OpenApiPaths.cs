using System.Text.Json.Nodes;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.OpenApi;

/// <summary>The paths of a kind as OpenAPI v3 documents carry them.</summary>
internal static class OpenApiPaths
{
    public static void Add(JsonObject paths, ResourceKind kind, string root, string schema)
    {
        var collection = kind.IsNamespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
        paths[collection] = Item(kind, schema, ("get", "list"), ("post", "create"), ("delete", "deletecollection"));
        paths[$"{collection}/{{name}}"] = Item(kind, schema, ("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete"));
        if (kind.HasStatus)
        {
            paths[$"{collection}/{{name}}/status"] = Item(kind, schema, ("get", "get"), ("put", "update"), ("patch", "patch"));
        }
    }

    private static JsonObject Item(ResourceKind kind, string schema, params ReadOnlySpan<(string Method, string Action)> operations)
    {
        var item = new JsonObject();
        foreach (var (method, action) in operations)
        {
            var operation = new JsonObject
            {
                ["description"] = $"{action} {kind.Kind}",
                ["operationId"] = $"{action}{kind.Kind}",
                ["x-kubernetes-action"] = action,
                ["x-kubernetes-group-version-kind"] = OpenApiSchema.Gvk(kind),
                ["parameters"] = Parameters(method),
                ["responses"] = new JsonObject
                {
                    ["200"] = new JsonObject
                    {
                        ["description"] = "OK",
                        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = schema } } },
                    },
                },
            };
            item[method] = operation;
        }

        return item;
    }

    private static JsonArray Parameters(string method)
    {
        string[] names = method switch
        {
            "post" or "put" => ["dryRun", "fieldManager", "fieldValidation"],
            "patch" => ["dryRun", "fieldManager", "fieldValidation", "force"],
            "delete" => ["dryRun", "propagationPolicy"],
            _ => [],
        };
        return new JsonArray([.. names.Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
        })]);
    }
}
