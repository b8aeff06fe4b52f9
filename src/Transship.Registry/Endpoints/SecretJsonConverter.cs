using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transship.Registry.Endpoints;

/// <summary>
/// Reads secrets from the answers of token servers and writes them to those. It belongs to the JSON context of what is sent, never to <see cref="Secret"/>
/// itself, so that nothing else can serialize one.
/// </summary>
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    /// <inheritdoc />
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
}
