using System.Text.Json.Nodes;
using Transship.Embedded.Cel;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Schema;

/// <summary>Checks the rules in CEL that a schema carries.</summary>
internal static class RuleValidator
{
    /// <summary>Checks a value that is valid by its schema.</summary>
    /// <param name="value">The value.</param>
    /// <param name="previous">The value before; null where there was none.</param>
    /// <param name="schema">The schema.</param>
    public static List<FieldError> Validate(JsonObject value, JsonObject? previous, SchemaNode schema)
    {
        var errors = new List<FieldError>();
        Visit(value, previous, schema, "", errors);
        return errors;
    }

    private static void Visit(JsonNode? value, JsonNode? previous, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (value is null || !schema.HasRules || errors.Count >= SchemaValidator.MaxErrors)
        {
            return;
        }

        foreach (var rule in schema.Rules)
        {
            if ((previous is not null || !rule.Program.UsesOldSelf || rule.HasOptionalOldSelf) && Check(rule, value, previous, schema, path) is { } error)
            {
                errors.Add(error);
            }
        }

        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    if (schema.Member(name) is { } known)
                    {
                        Visit(member, (previous as JsonObject)?[name], known, path.Length == 0 ? name : $"{path}.{name}", errors);
                    }
                }

                break;
            case JsonArray items when schema.Items is { } item:
                for (var i = 0; i < items.Count; i++)
                {
                    Visit(items[i], Counterpart(items[i], previous as JsonArray, schema), item, $"{path}[{i}]", errors);
                }

                break;
        }
    }

    // Only items with keys can be told apart, so only they have a former state.
    private static JsonNode? Counterpart(JsonNode? item, JsonArray? previous, SchemaNode list)
    {
        if (list.List != ListKind.Map || previous is null)
        {
            return null;
        }

        var keys = ListKeys.Of(item, list);
        return previous.FirstOrDefault(candidate => JsonNode.DeepEquals(ListKeys.Of(candidate, list), keys));
    }

    private static FieldError? Check(ValidationRule rule, JsonNode value, JsonNode? previous, SchemaNode schema, string path)
    {
        var type = schema.Type ?? "object";
        try
        {
            var scope = new CelScope(CelValue.Of(value, schema));
            var old = previous is null ? null : CelValue.Of(previous, schema);
            scope.Set("oldSelf", rule.HasOptionalOldSelf ? previous is null ? CelOptional.None : CelOptional.Of(old) : old);
            if (rule.Program.Evaluate(scope) is true)
            {
                return null;
            }

            return Error(rule, path, type, Message(rule, scope));
        }
        catch (CelException e)
        {
            return FieldError.Invalid(path, type, $"{e.Message} evaluating rule: {rule.Message ?? rule.Rule}");
        }
    }

    private static string Message(ValidationRule rule, CelScope scope)
    {
        try
        {
            if (rule.MessageProgram?.Evaluate(scope) is string { Length: > 0 } text && !text.Contains('\n', StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (CelException)
        {
            // A message that cannot be made is replaced by the fixed one.
        }

        return rule.Message ?? $"failed rule: {rule.Rule.Trim()}";
    }

    private static FieldError Error(ValidationRule rule, string path, string type, string message)
    {
        var field = rule.FieldPath.Length == 0 ? path : path + rule.FieldPath;
        field = field.TrimStart('.');
        return rule.Reason switch
        {
            "FieldValueRequired" => FieldError.Required(field, message),
            "FieldValueForbidden" => FieldError.Forbidden(field, message),
            "FieldValueDuplicate" => FieldError.Duplicate(field, type),
            _ => FieldError.Invalid(field.Length == 0 ? "<nil>" : field, type, message),
        };
    }
}
