namespace Transship.Embedded.Protobuf;

/// <summary>How a field of a protobuf message becomes JSON.</summary>
internal enum ProtobufKind
{
    Text,
    Bytes,
    Integer,
    Flag,
    Time,
    Message,
    TextMap,
    BytesMap,
}

/// <summary>One field of a message.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsRepeated">Whether it is an array.</param>
/// <param name="Message">The schema of a nested message.</param>
internal sealed record ProtobufField(string Name, ProtobufKind Kind, bool IsRepeated = false, ProtobufSchema? Message = null);

/// <summary>The fields of a message by number.</summary>
internal sealed record ProtobufSchema(IReadOnlyDictionary<int, ProtobufField> Fields);
