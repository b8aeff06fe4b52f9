using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Schema;

/// <summary>Bounds, patterns and formats of strings and numbers.</summary>
internal static class ScalarRules
{
    public static void Check(JsonNode value, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (value.AsString() is { } text)
        {
            Text(text, value, schema, path, errors);
        }
        else if (value.AsDouble() is { } number)
        {
            Number(number, value, schema, path, errors);
        }
    }

    private static void Text(string text, JsonNode value, SchemaNode schema, string path, List<FieldError> errors)
    {
        var length = text.EnumerateRunes().Count();
        if (schema.MaxLength is { } most && length > most)
        {
            errors.Add(FieldError.TooLong(path, most));
        }

        if (schema.MinLength is { } least && length < least)
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be at least {least} chars long"));
        }

        if (schema.PatternRegex is { } pattern && !pattern.IsMatch(text))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should match '{schema.Pattern}'"));
        }

        if (schema.Format is { } format && !Formats.IsValid(format, text))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must be of type {format}: \"{text}\""));
        }
    }

    private static void Number(double number, JsonNode value, SchemaNode schema, string path, List<FieldError> errors)
    {
        if (schema.Minimum is { } low && (schema.ExclusiveMinimum ? number <= low : number < low))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be greater than {(schema.ExclusiveMinimum ? "" : "or equal to ")}{low}"));
        }

        if (schema.Maximum is { } high && (schema.ExclusiveMaximum ? number >= high : number > high))
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be less than {(schema.ExclusiveMaximum ? "" : "or equal to ")}{high}"));
        }

        if (schema.MultipleOf is { } step and > 0 && Math.Abs(Math.IEEERemainder(number, step)) > 1e-9)
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body should be a multiple of {step}"));
        }

        if (schema.Format == "int32" && number is < int.MinValue or > int.MaxValue && schema.Type == "integer" && schema.Format == "int32")
        {
            errors.Add(FieldError.Invalid(path, value, $"{path} in body must be of type int32: \"{value.ToJsonString()}\""));
        }
    }
}
