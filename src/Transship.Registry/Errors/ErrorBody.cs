using System.Text.Json;

namespace Transship.Registry.Errors;

/// <summary>The error body of the distribution spec: <c>{"errors":[{"code","message"}]}</c>. Anything else reads as empty.</summary>
internal readonly record struct ErrorBody(string? Code, string? Message)
{
    private const int MaxMessageLength = 256;

    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("errors", out var errors)
                || errors.ValueKind != JsonValueKind.Array
                || errors.GetArrayLength() == 0)
            {
                return default;
            }

            return new ErrorBody(Text(errors[0], "code"), Text(errors[0], "message"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement error, string name)
    {
        if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = value.GetString()!.ReplaceLineEndings(" ").Trim();
        return text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];
    }
}
