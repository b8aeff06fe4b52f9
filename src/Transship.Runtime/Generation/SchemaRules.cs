using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Runtime.Generation;

/// <summary>CEL rules (<c>x-kubernetes-validations</c>).</summary>
internal static class SchemaRules
{
    internal static void Add(JsonObject schema, IEnumerable<ValidationRuleAttribute> rules)
    {
        foreach (var rule in rules)
        {
            var entry = new JsonObject { ["rule"] = rule.Rule };
            Set(entry, "message", rule.Message);
            Set(entry, "messageExpression", rule.MessageExpression);
            Set(entry, "fieldPath", rule.FieldPath);
            if (schema["x-kubernetes-validations"] is not JsonArray list)
            {
                schema["x-kubernetes-validations"] = list = [];
            }

            list.Add(entry);
        }
    }

    private static void Set(JsonObject entry, string field, string? value)
    {
        if (value is not null)
        {
            entry[field] = value;
        }
    }
}
