using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Transship.Providers.Events;

/// <summary>Reads JSON bodies of which only a few fields matter: whatever is missing or of another type reads as null.</summary>
internal static class EventBody
{
    private const int MaxDepth = 32;

    /// <summary>Reads a body whose root is an object.</summary>
    /// <exception cref="EventFormatException">It is none.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new EventFormatException("The body is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new EventFormatException($"The body is no JSON, or is nested more than {MaxDepth} levels deep. Set the webhook's content type to application/json.", e);
        }
    }

    /// <summary>The element at the end of a path of members; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return default;
            }
        }

        return element;
    }

    /// <summary>The text or number at the end of a path; null where there is none, or an empty one.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        var text = found.ValueKind switch
        {
            JsonValueKind.String => found.GetString(),
            JsonValueKind.Number => found.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The elements of the array at the end of a path; none where there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var found = element.At(path);
        return found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [];
    }

    /// <summary>What the parts of an event that has no name of its own are known by.</summary>
    public static string IdOf(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
}
