using Transship.Registry.Content;

namespace Transship.Registry.SharedReads;

/// <summary>A blob as one destination of a shared read sees it. When it is left behind it goes on with a read of its own.</summary>
internal sealed class SharedBlobStream(BlobMeetingSeat seat, long size) : ForwardStream
{
    private SharedChunk? _chunk;
    private int _used;
    private Stream? _own;

    public override long Length => size;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_own is null && (_chunk is null || _used == _chunk.Bytes.Length))
        {
            Drop();
            if (!await seat.Chunks.WaitToReadAsync(cancellationToken))
            {
                if (!seat.IsLeftBehind || Offset == size)
                {
                    return 0;
                }

                _own = await seat.OpenOwnAsync(Offset, cancellationToken);
            }
            else if (seat.Chunks.TryRead(out _chunk))
            {
                _used = 0;
            }
        }

        var read = _own is not null ? await _own.ReadAsync(buffer, cancellationToken) : Take(buffer.Span);
        Offset += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
            _own?.Dispose();
            seat.Leave();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer)
    {
        var rest = (_chunk ?? throw new ObjectDisposedException(nameof(SharedBlobStream))).Bytes.Span[_used..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _used += count;
        return count;
    }

    // Whoever disposes may do so while an abandoned upload still reads.
    private void Drop() => Interlocked.Exchange(ref _chunk, null)?.Release();
}
