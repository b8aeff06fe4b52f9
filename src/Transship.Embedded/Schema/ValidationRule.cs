using System.Text.Json.Nodes;
using Transship.Embedded.Cel;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Schema;

/// <summary>One entry of <c>x-kubernetes-validations</c>.</summary>
internal sealed class ValidationRule
{
    private ValidationRule(JsonObject source)
    {
        Rule = source["rule"].AsString() ?? "";
        Program = CelProgram.Compile(Rule);
        Message = source["message"].AsString();
        MessageProgram = source["messageExpression"].AsString() is { } expression ? CelProgram.Compile(expression) : null;
        Reason = source["reason"].AsString() ?? "FieldValueInvalid";
        FieldPath = source["fieldPath"].AsString() ?? "";
        HasOptionalOldSelf = source["optionalOldSelf"].AsBool() ?? false;
    }

    /// <summary>The expression that must be true.</summary>
    public string Rule { get; }

    public CelProgram Program { get; }

    public string? Message { get; }

    public CelProgram? MessageProgram { get; }

    public string Reason { get; }

    /// <summary>The field to name, below the one that the rule is on.</summary>
    public string FieldPath { get; }

    /// <summary>Whether the rule holds for new objects too, with an oldSelf that may be missing.</summary>
    public bool HasOptionalOldSelf { get; }

    /// <summary>Reads the rules of a schema node.</summary>
    /// <exception cref="CelException">A rule cannot be understood.</exception>
    public static IReadOnlyList<ValidationRule> Read(JsonObject schema) =>
        [.. (schema["x-kubernetes-validations"] as JsonArray ?? []).OfType<JsonObject>().Select(rule => new ValidationRule(rule))];
}
