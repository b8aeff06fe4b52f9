using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Schema;

/// <summary>Checks a value against its schema, and words what is wrong as kube-apiserver does.</summary>
internal static class SchemaValidator
{
    /// <summary>The most errors that one answer names.</summary>
    public const int MaxErrors = 100;

    public static List<FieldError> Validate(JsonNode? value, SchemaNode schema)
    {
        var errors = new List<FieldError>();
        Validate(value, schema, "", errors);
        return errors;
    }

    private static void Validate(JsonNode? value, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (errors.Count >= MaxErrors || (value is null && schema.Nullable))
        {
            return;
        }

        if (!HasType(value, schema, path, errors))
        {
            return;
        }

        switch (value)
        {
            case JsonObject members:
                ObjectRules(members, schema, path, errors);
                break;
            case JsonArray items:
                ArrayRules(items, schema, path, errors);
                break;
            case not null:
                ScalarRules.Check(value, schema, path, errors);
                break;
        }

        if (schema.Enum is { } allowed && !allowed.Any(candidate => JsonNode.DeepEquals(candidate, value)))
        {
            errors.Add(FieldError.NotSupported(path, value, allowed));
        }

        Composition(value, schema, path, errors);
    }

    private static bool HasType(JsonNode? value, SchemaNode schema, string path, List<FieldError> errors)
    {
        var actual = TypeOf(value);
        if (schema.IsIntOrString)
        {
            if (actual is "integer" or "string")
            {
                return true;
            }

            errors.Add(FieldError.TypeInvalid(path, actual, $"{path} in body must be of type integer,string: \"{actual}\""));
            return false;
        }

        if (schema.Type is null || schema.Type == actual || (schema.Type == "number" && actual == "integer"))
        {
            return true;
        }

        errors.Add(FieldError.TypeInvalid(path, actual, $"{path} in body must be of type {schema.Type}: \"{actual}\""));
        return false;
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.AsLong() is null ? "number" : "integer",
    };

    private static void ObjectRules(JsonObject members, SchemaNode schema, string path, List<FieldError> errors)
    {
        foreach (var name in schema.Required)
        {
            if (!members.ContainsKey(name))
            {
                errors.Add(FieldError.Required(Join(path, name)));
            }
        }

        if (schema.MaxProperties is { } most && members.Count > most)
        {
            errors.Add(FieldError.TooMany(path, members.Count, most, "properties"));
        }

        if (schema.MinProperties is { } least && members.Count < least)
        {
            errors.Add(FieldError.Invalid(path, members, $"{path} in body should have at least {least} properties"));
        }

        foreach (var (name, member) in members)
        {
            if (schema.Member(name) is { } known && !ReferenceEquals(known, SchemaNode.Any))
            {
                Validate(member, known, Join(path, name), errors);
            }
        }
    }

    private static void ArrayRules(JsonArray items, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (schema.MaxItems is { } most && items.Count > most)
        {
            errors.Add(FieldError.TooMany(path, items.Count, most));
        }

        if (schema.MinItems is { } least && items.Count < least)
        {
            errors.Add(FieldError.Invalid(path, items, $"{path} in body should have at least {least} items"));
        }

        ListUniqueness.Check(items, schema, path, errors);
        if (schema.Items is { } item)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Validate(items[i], item, $"{path}[{i}]", errors);
            }
        }
    }

    private static void Composition(JsonNode? value, SchemaNode schema, string path, List<FieldError> errors)
    {
        foreach (var each in schema.AllOf)
        {
            Validate(value, each, path, errors);
        }

        if (schema.AnyOf.Count > 0 && !schema.IsIntOrString && !schema.AnyOf.Any(each => Holds(value, each)))
        {
            errors.Add(FieldError.Invalid(path, value, $"\"{path}\" must validate at least one schema (anyOf)"));
        }

        if (schema.OneOf.Count > 0 && schema.OneOf.Count(each => Holds(value, each)) is var valid and not 1)
        {
            var found = valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives";
            errors.Add(FieldError.Invalid(path, value, $"\"{path}\" must validate one and only one schema (oneOf). {found}"));
        }

        if (schema.Not is { } not && Holds(value, not))
        {
            errors.Add(FieldError.Invalid(path, value, $"\"{path}\" must not validate the schema (not)"));
        }
    }

    private static bool Holds(JsonNode? value, SchemaNode schema)
    {
        var errors = new List<FieldError>();
        Validate(value, schema, "", errors);
        return errors.Count == 0;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
