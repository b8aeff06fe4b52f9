using System.Buffers;

namespace Transship.Registry.SharedReads;

/// <summary>Bytes that several readers read; the last to release them gives the memory back.</summary>
internal sealed class SharedChunk
{
    private const int Size = 256 * 1024;
    private const int WorthPassingOn = 64 * 1024;

    private readonly byte[] _buffer;
    private int _holders = 1;

    private SharedChunk(long left) => _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Size, left));

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads the next bytes of a blob.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="left">How many there are still, at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>At least one byte, held by the caller; none when the source has ended early.</returns>
    public static async Task<SharedChunk> ReadAsync(Stream source, long left, CancellationToken cancellationToken)
    {
        var chunk = new SharedChunk(left);
        try
        {
            var most = (int)Math.Min(Size, left);
            var read = await source.ReadAtLeastAsync(chunk._buffer.AsMemory(0, most), Math.Min(WorthPassingOn, most), throwOnEndOfStream: false, cancellationToken);
            chunk.Bytes = chunk._buffer.AsMemory(0, read);
            return chunk;
        }
        catch
        {
            chunk.Release();
            throw;
        }
    }

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
