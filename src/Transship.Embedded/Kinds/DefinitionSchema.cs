using System.Text.Json.Nodes;
using Transship.Embedded.Cel;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Kinds;

/// <summary>Checks that the schema of a version is there, can be read and is structural.</summary>
internal static class DefinitionSchema
{
    public static IEnumerable<FieldError> Validate(JsonObject version, string path)
    {
        if (version.At("schema", "openAPIV3Schema") is not JsonObject schema)
        {
            return [FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required")];
        }

        var errors = new List<FieldError>();
        Structural(schema, $"{path}.schema.openAPIV3Schema", errors);
        if (errors.Count == 0)
        {
            Read(schema, $"{path}.schema.openAPIV3Schema", errors);
        }

        return errors;
    }

    private static void Structural(JsonObject node, string path, List<FieldError> errors)
    {
        if (node["type"].AsString() is null && node["x-kubernetes-int-or-string"].AsBool() != true && node["x-kubernetes-preserve-unknown-fields"].AsBool() != true)
        {
            errors.Add(FieldError.Required($"{path}.type", "must not be empty for specified object fields"));
        }

        if (node["properties"] is JsonObject { Count: > 0 } && node["additionalProperties"] is JsonObject)
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        if (node["x-kubernetes-list-type"].AsString() == "map" && !node.Strings("x-kubernetes-list-map-keys").Any())
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        if (node["type"].AsString() == "array" && node["items"] is not JsonObject)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }

        foreach (var (name, member) in node.Object("properties"))
        {
            if (member is JsonObject child)
            {
                Structural(child, $"{path}.properties[{name}]", errors);
            }
        }

        Rules(node, path, errors);
        if (node["items"] is JsonObject items)
        {
            Structural(items, $"{path}.items", errors);
        }

        if (node["additionalProperties"] is JsonObject values)
        {
            Structural(values, $"{path}.additionalProperties", errors);
        }
    }

    private static void Rules(JsonObject node, string path, List<FieldError> errors)
    {
        var rules = node["x-kubernetes-validations"] as JsonArray ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var name in new[] { "rule", "messageExpression" })
            {
                if (rules[i].At(name).AsString() is not { } expression)
                {
                    continue;
                }

                try
                {
                    CelProgram.Compile(expression);
                }
                catch (CelException e)
                {
                    errors.Add(FieldError.Invalid($"{path}.x-kubernetes-validations[{i}].{name}", expression, $"compilation failed: ERROR: {e.Message}"));
                }
            }
        }
    }

    private static void Read(JsonObject schema, string path, List<FieldError> errors)
    {
        try
        {
            SchemaReader.ReadRoot(schema);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            errors.Add(FieldError.Invalid(path, "", e.Message));
        }
    }
}
