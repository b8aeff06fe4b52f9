namespace Transship.Registry.SharedReads;

/// <summary>A blob as one destination of a shared read sees it. When it is left behind it goes on with a read of its own.</summary>
internal sealed class SharedBlobStream(BlobMeetingSeat seat, long size) : Stream
{
    private SharedChunk? _chunk;
    private int _used;
    private long _position;
    private Stream? _own;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_own is null && (_chunk is null || _used == _chunk.Bytes.Length))
        {
            Drop();
            if (!await seat.Chunks.WaitToReadAsync(cancellationToken))
            {
                if (!seat.IsLeftBehind || _position == size)
                {
                    return 0;
                }

                _own = await seat.OpenOwnAsync(_position, cancellationToken);
            }
            else if (seat.Chunks.TryRead(out _chunk))
            {
                _used = 0;
            }
        }

        var read = _own is not null ? await _own.ReadAsync(buffer, cancellationToken) : Take(buffer.Span);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
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
