using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Transship.Kubernetes.Models;

namespace Transship.Kubernetes.Serialization;

/// <summary>A number where the text is one.</summary>
public sealed class IntOrStringConverter : JsonConverter<IntOrString>
{
    /// <inheritdoc/>
    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => new IntOrString(reader.GetInt32().ToString(CultureInfo.InvariantCulture)),
        JsonTokenType.String => new IntOrString(reader.GetString()!),
        _ => throw new JsonException("a number or a string is expected"),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
