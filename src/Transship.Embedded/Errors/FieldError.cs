using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Errors;

/// <summary>One thing that is wrong with one field, in the words that kubectl users know.</summary>
/// <param name="Field">The path, as in <c>spec.filters[0].value</c>.</param>
/// <param name="Reason">The machine-readable cause, as in <c>FieldValueRequired</c>.</param>
/// <param name="Message">The cause in words.</param>
internal sealed record FieldError(string Field, string Reason, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new(field, "FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(field, "FieldValueInvalid", $"Invalid value: {Print(value)}: {detail}");

    public static FieldError TypeInvalid(string field, string actual, string detail) =>
        new(field, "FieldValueTypeInvalid", $"Invalid value: \"{actual}\": {detail}");

    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<JsonNode?> supported) =>
        new(field, "FieldValueNotSupported", $"Unsupported value: {Print(value)}: supported values: {string.Join(", ", supported.Select(Print))}");

    public static FieldError Forbidden(string field, string detail) =>
        new(field, "FieldValueForbidden", $"Forbidden: {detail}");

    public static FieldError Duplicate(string field, JsonNode? value) =>
        new(field, "FieldValueDuplicate", $"Duplicate value: {Print(value)}");

    public static FieldError TooLong(string field, long limit) =>
        new(field, "FieldValueTooLong", $"Too long: may not be more than {limit} bytes");

    public static FieldError TooMany(string field, long actual, long limit, string what = "items") =>
        new(field, "FieldValueTooMany", $"Too many: {actual}: must have at most {limit} {what}");

    public JsonObject ToCause() => new() { ["reason"] = Reason, ["message"] = Message, ["field"] = Field };

    public override string ToString() => $"{Field}: {Message}";

    private static string Print(JsonNode? value) => value is null ? "null" : value.AsString() is { } text ? Quote(text) : WireJson.Text(value);

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
