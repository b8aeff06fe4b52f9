using System.Text;

namespace Transship.Integration.Tracing;

/// <summary>A span as OTLP's protobuf has it (opentelemetry.proto.trace.v1.Span), with its attributes that are texts.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select Of(span);

    private static OtlpSpan Of(byte[] span) => new(
        Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single()),
        Fields(span, 9).ToDictionary(
            attribute => Encoding.UTF8.GetString(Fields(attribute, 1).Single()),
            attribute => Fields(Fields(attribute, 2).Single(), 1).Select(Encoding.UTF8.GetString).FirstOrDefault("")));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault([]));

    /// <summary>The values of a field that have a length: texts, bytes, messages.</summary>
    private static IEnumerable<byte[]> Fields(byte[] message, int field)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if (key >> 3 == (ulong)field)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} is none of protobuf's.");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
