using System.Buffers;
using System.IO.Pipelines;

namespace Transship.Kubernetes.Client;

/// <summary>Cuts a stream into frames at each line feed.</summary>
/// <param name="stream">The stream; the reader owns it.</param>
/// <param name="maxBytes">The largest frame.</param>
/// <param name="splitLong">Whether a larger frame is cut in pieces instead of refused.</param>
internal sealed class FrameReader(Stream stream, int maxBytes, bool splitLong = false) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 << 10));
    private SequencePosition? _consumed;

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    /// <summary>The next frame, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="IOException">The stream broke, or a frame is larger than allowed.</exception>
    internal async ValueTask<ReadOnlySequence<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_consumed is { } consumed)
        {
            _pipe.AdvanceTo(consumed);
            _consumed = null;
        }

        for (long scanned = 0; ;)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is { } end)
            {
                _consumed = buffer.GetPosition(1, end);
                return buffer.Slice(0, end);
            }

            if (splitLong && buffer.Length >= maxBytes)
            {
                _consumed = buffer.GetPosition(maxBytes);
                return buffer.Slice(0, maxBytes);
            }

            if (read.IsCompleted)
            {
                _consumed = buffer.End;
                return buffer.IsEmpty ? null : buffer;
            }

            scanned = buffer.Length;
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (scanned > maxBytes)
            {
                throw new IOException($"a watch frame is larger than {maxBytes >> 20} MiB");
            }
        }
    }
}
