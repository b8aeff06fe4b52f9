using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Runtime.Generation;

/// <summary>CEL rules (<c>x-kubernetes-validations</c>).</summary>
internal static class SchemaRules
{
    /// <summary>Words that CEL keeps for itself; a field of such a name is written with underscores around it.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    };

    internal static void Add(JsonObject schema, IEnumerable<ValidationRuleAttribute> rules)
    {
        foreach (var rule in rules)
        {
            var entry = new JsonObject { ["rule"] = rule.Rule };
            Set(entry, "message", rule.Message);
            Set(entry, "messageExpression", rule.MessageExpression);
            Set(entry, "fieldPath", rule.FieldPath);
            Add(schema, entry);
        }
    }

    /// <summary>Freezes a field. The rule stands on the object around it, for a rule on the field itself does not see it come and go.</summary>
    /// <param name="parent">The schema of the object.</param>
    /// <param name="field">The field.</param>
    /// <param name="isAlwaysThere">Whether it is required or has a default.</param>
    /// <param name="message">What people read; null for a sentence that names the field.</param>
    internal static void AddImmutable(JsonObject parent, string field, bool isAlwaysThere, string? message)
    {
        var name = Reserved.Contains(field) ? $"__{field}__" : field;
        Add(parent, new JsonObject
        {
            ["rule"] = isAlwaysThere
                ? $"self.{name} == oldSelf.{name}"
                : $"has(self.{name}) == has(oldSelf.{name}) && (!has(self.{name}) || self.{name} == oldSelf.{name})",
            ["message"] = message ?? $"{field} cannot change",
            ["fieldPath"] = $".{field}",
        });
    }

    private static void Add(JsonObject schema, JsonNode entry)
    {
        if (schema["x-kubernetes-validations"] is not JsonArray list)
        {
            schema["x-kubernetes-validations"] = list = [];
        }

        list.Add(entry);
    }

    private static void Set(JsonObject entry, string field, string? value)
    {
        if (value is not null)
        {
            entry[field] = value;
        }
    }
}
