using System.Text;
using System.Text.Json.Nodes;
using Transship.Embedded.Errors;

namespace Transship.Embedded.Protobuf;

/// <summary>Turns an object in the API's protobuf form (magic number, envelope, message) into the JSON that it stands for.</summary>
internal static class ProtobufReader
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int MaxDepth = 16;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Reads an object.</summary>
    /// <exception cref="ApiException">The bytes are no such object (400), or of a kind that is not read in this form (415).</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw ApiErrors.BadRequest("the object provided is not in the protobuf form of the Kubernetes API");
        }

        try
        {
            var envelope = Message(body[Magic.Length..], ProtobufSchemas.Envelope, 0);
            var (apiVersion, kind) = ((string?)envelope["typeMeta"]?["apiVersion"] ?? "", (string?)envelope["typeMeta"]?["kind"] ?? "");
            var schema = ProtobufSchemas.Of(apiVersion, kind)
                ?? throw ApiErrors.UnsupportedMediaType($"{kind} of {apiVersion} is not read as protobuf here: send it as application/json");
            var content = Message(Convert.FromBase64String((string?)envelope["raw"] ?? ""), schema, 0);
            content["apiVersion"] = apiVersion;
            content["kind"] = kind;
            return content;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or FormatException or OverflowException)
        {
            throw ApiErrors.BadRequest("the protobuf message provided ends too early, or is malformed");
        }
    }

    private static JsonObject Message(ReadOnlySpan<byte> bytes, ProtobufSchema schema, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException("nested too deeply");
        }

        var message = new JsonObject();
        var wire = new ProtobufWire(bytes);
        while (wire.Next())
        {
            if (!schema.Fields.TryGetValue(wire.Field, out var field))
            {
                continue;
            }

            if (field.Kind is ProtobufKind.TextMap or ProtobufKind.BytesMap)
            {
                AddEntry(message, field, wire.Bytes);
            }
            else if (Value(ref wire, field, depth) is { } value)
            {
                Add(message, field, value);
            }
        }

        return message;
    }

    /// <summary>The value of a field; null for an empty one, which the encoder writes and JSON leaves out.</summary>
    private static JsonNode? Value(ref ProtobufWire wire, ProtobufField field, int depth) => field.Kind switch
    {
        ProtobufKind.Text when wire.Bytes.IsEmpty && !field.IsRepeated => null,
        ProtobufKind.Integer when wire.Number == 0 => null,
        ProtobufKind.Text => Encoding.UTF8.GetString(wire.Bytes),
        ProtobufKind.Bytes => Convert.ToBase64String(wire.Bytes),
        ProtobufKind.Integer => (long)wire.Number,
        ProtobufKind.Flag => wire.Number != 0,
        ProtobufKind.Time => Time(wire.Bytes),
        _ => Message(wire.Bytes, field.Message!, depth + 1),
    };

    /// <summary>A zero time is sent as an empty message; in JSON it is absent.</summary>
    private static JsonNode? Time(ReadOnlySpan<byte> bytes)
    {
        var wire = new ProtobufWire(bytes);
        var seconds = 0L;
        while (wire.Next())
        {
            seconds = wire.Field == 1 ? (long)wire.Number : seconds;
        }

        return seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Add(JsonObject message, ProtobufField field, JsonNode value)
    {
        if (!field.IsRepeated)
        {
            message[field.Name] = value;
            return;
        }

        if (message[field.Name] is not JsonArray array)
        {
            message[field.Name] = array = [];
        }

        array.Add(value);
    }

    private static void AddEntry(JsonObject message, ProtobufField field, ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", (JsonNode)"");
        var wire = new ProtobufWire(bytes);
        while (wire.Next())
        {
            if (wire.Field == 1)
            {
                key = Encoding.UTF8.GetString(wire.Bytes);
            }
            else if (wire.Field == 2)
            {
                value = field.Kind == ProtobufKind.BytesMap ? Convert.ToBase64String(wire.Bytes) : Encoding.UTF8.GetString(wire.Bytes);
            }
        }

        if (message[field.Name] is not JsonObject map)
        {
            message[field.Name] = map = [];
        }

        map[key] = value;
    }
}
