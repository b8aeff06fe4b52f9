using System.Text.Json;

namespace Transship.Registry.Errors;

/// <summary>
/// The error body of the distribution spec, <c>{"errors":[{"code","message"}]}</c>, or of a product's API: one object with the code and the message,
/// bare or in a member <c>error</c>, which may be in an envelope. Anything else reads as empty.
/// </summary>
internal readonly record struct ErrorBody(string? Code, string? Message)
{
    private const int MaxMessageLength = 256;

    public static ErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            // The envelopes of Tencent Cloud and of Volcengine.
            if ((root.TryGetProperty("Response", out var inner) || root.TryGetProperty("ResponseMetadata", out inner)) && inner.ValueKind == JsonValueKind.Object)
            {
                root = inner;
            }

            return root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                ? errors.GetArrayLength() == 0 ? default : Of(errors[0])
                : Of((root.TryGetProperty("error", out var error) || root.TryGetProperty("Error", out error)) && error.ValueKind == JsonValueKind.Object ? error : root);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ErrorBody Of(JsonElement error) => new(
        Text(error, "code") ?? Text(error, "Code") ?? Bare(Text(error, "__type")),
        Text(error, "message") ?? Text(error, "Message") ?? Text(error, "detail") ?? Text(error, "error_message") ?? Text(error, "error"));

    /// <summary>Amazon's codes may have a namespace before them.</summary>
    private static string? Bare(string? type) => type?[(type.LastIndexOf('#') + 1)..];

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
