using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Embedded.Errors;
using Transship.Embedded.Protobuf;

namespace Transship.Embedded.Documents;

/// <summary>Turns a request body into an object: JSON, or YAML where the media type says so.</summary>
internal static class DocumentReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 128, AllowDuplicateProperties = true };

    /// <summary>Parses the body of a request.</summary>
    /// <param name="body">The bytes received.</param>
    /// <param name="mediaType">The content type, with or without parameters; null means JSON.</param>
    /// <param name="duplicates">Receives one sentence for every member that appears twice.</param>
    /// <exception cref="ApiException">The body is no JSON or YAML (400).</exception>
    public static JsonNode Read(byte[] body, string? mediaType, List<string> duplicates)
    {
        if (body.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw ApiErrors.BadRequest("the body of the request was empty");
        }

        try
        {
            if (mediaType == ProtobufReader.MediaType)
            {
                return ProtobufReader.Read(body);
            }

            if (mediaType?.Contains("yaml", StringComparison.Ordinal) == true && !LooksLikeJson(body))
            {
                return YamlDocument.Parse(Encoding.UTF8.GetString(body), duplicates);
            }

            DuplicateMembers.Find(body, duplicates);
            return LastWins(body) ?? throw ApiErrors.BadRequest("the body of the request was null");
        }
        catch (Exception e) when (e is JsonException or YamlDotNet.Core.YamlException or DecoderFallbackException)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized: couldn't get version/kind; {e.Message}");
        }
    }

    private static bool LooksLikeJson(byte[] body)
    {
        var first = body.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        return body[first] is (byte)'{' or (byte)'[';
    }

    // A JsonObject refuses duplicate members on its first use; a document keeps them, and the last one counts.
    private static JsonNode? LastWins(byte[] body)
    {
        using var document = JsonDocument.Parse(body, Strict);
        return Convert(document.RootElement);
    }

    private static JsonNode? Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = Convert(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Convert)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
