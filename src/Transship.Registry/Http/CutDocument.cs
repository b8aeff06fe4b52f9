using System.Text.Json;
using Transship.Registry.Errors;

namespace Transship.Registry.Http;

/// <summary>
/// A JSON document of which the end is missing: cut off on the way by somebody who corrected the length, so that HTTP finds nothing wrong with it.
/// Another try may bring it whole, so it is not judged by what is left of it.
/// </summary>
internal static class CutDocument
{
    /// <exception cref="RegistryException">Unavailable: the body begins as a document and does not end.</exception>
    public static void Refuse(ReadOnlyMemory<byte> body, string registry, string operation)
    {
        if (IsCut(body.Span))
        {
            throw new RegistryException(RegistryErrorKind.Unavailable, $"{registry} answered {operation} with a document that ends too early, after {body.Length} bytes.");
        }
    }

    private static bool IsCut(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException)
        {
            return false; // no such document at all
        }

        return reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
    }
}
