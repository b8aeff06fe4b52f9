using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transship.Embedded.Storage;

/// <summary>
/// The form of a record in the file: length of the body (4 bytes, little endian), CRC-32C of the body (4 bytes), body. The body is one
/// line of JSON about the write, a line feed, and the object as it was stored.
/// </summary>
internal static class JournalFrame
{
    private const int HeaderSize = 8;
    private const int MaxBody = 64 << 20;

    public static byte[] Write(JournalRecord record)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new JournalHead(record.Version, record.Key.Storage, record.Key.Namespace, record.Key.Name), JournalJson.Default.JournalHead);
        var json = record.Json ?? [];
        var frame = new byte[HeaderSize + head.Length + 1 + json.Length];
        var body = frame.AsSpan(HeaderSize);
        head.CopyTo(body);
        body[head.Length] = (byte)'\n';
        json.CopyTo(body[(head.Length + 1)..]);
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Checksum.Of(body));
        return frame;
    }

    /// <summary>The next record; null at the end, and where the rest is torn or damaged.</summary>
    public static JournalRecord? TryRead(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 1 or > MaxBody || length > file.Length - file.Position)
        {
            return null;
        }

        var body = new byte[length];
        file.ReadExactly(body);
        if (Checksum.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(header[4..]))
        {
            return null;
        }

        var split = Array.IndexOf(body, (byte)'\n');
        var head = JsonSerializer.Deserialize(body.AsSpan(0, split), JournalJson.Default.JournalHead)!;
        var json = body[(split + 1)..];
        return new JournalRecord(head.Version, new ObjectKey(head.Storage, head.Namespace, head.Name), json.Length == 0 ? null : json);
    }
}

internal sealed record JournalHead(long Version, string Storage, string Namespace, string Name);

[JsonSerializable(typeof(JournalHead))]
internal sealed partial class JournalJson : JsonSerializerContext;
