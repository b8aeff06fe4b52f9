using System.Buffers;
using System.Security.Cryptography;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Registry.Pacing;

namespace Transship.Registry.Blobs;

/// <summary>
/// Moves the bytes of one blob and verifies them on the way. The last piece is withheld until size and digest are known to be
/// right, so a registry that checks nothing still never completes a wrong blob.
/// </summary>
internal sealed class BlobPump : IDisposable
{
    private const int BufferSize = 1024 * 1024;
    private const int SmallestPiece = 4 * 1024;

    private readonly Descriptor _blob;
    private readonly IReadOnlyList<TokenBucket> _bandwidth;
    private readonly Action<long>? _progress;
    private readonly IncrementalHash _hash;
    private readonly int _piece;
    private long _hashed;

    public BlobPump(Descriptor blob, IReadOnlyList<TokenBucket> bandwidth, Action<long>? progress)
    {
        (_blob, _bandwidth, _progress) = (blob, bandwidth, progress);
        _hash = blob.Digest.StartHash();
        _piece = bandwidth.Count == 0 ? BufferSize : (int)Math.Clamp(bandwidth.Min(b => b.PerSecond) / 10, SmallestPiece, BufferSize);
    }

    /// <summary>The next byte to be sent.</summary>
    public long Position { get; private set; }

    /// <summary>How far the bytes went at most: a write that failed may have arrived.</summary>
    public long Furthest => _hashed;

    /// <summary>Goes to what the registry confirmed. Bytes that were hashed already are sent again but not hashed twice.</summary>
    public void Rewind(long offset)
    {
        _progress?.Invoke(offset - Position);
        Position = offset;
    }

    /// <summary>Sends <paramref name="count"/> bytes.</summary>
    /// <param name="source">Stands at <see cref="Position"/>.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="count">How many.</param>
    /// <param name="writing">Called before and after each write, with true and false: for timeouts on progress.</param>
    /// <param name="cancellationToken">Stops within one piece.</param>
    /// <exception cref="RegistryException">DigestMismatch.</exception>
    public async Task MoveAsync(Stream source, Stream destination, long count, Action<bool> writing, CancellationToken cancellationToken)
    {
        var end = Position + count;
        VerifyAtEnd(Position);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferSize, count));
        try
        {
            while (Position < end)
            {
                var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(_piece, end - Position)), cancellationToken);
                if (read == 0)
                {
                    throw new RegistryException(RegistryErrorKind.DigestMismatch, $"The blob {_blob.Digest} ended after {Position} of {_blob.Size} bytes.");
                }

                Hash(buffer.AsSpan(0, read));
                VerifyAtEnd(Position + read);
                foreach (var bucket in _bandwidth)
                {
                    await bucket.TakeAsync(read, cancellationToken);
                }

                writing(true);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                writing(false);
                Position += read;
                _progress?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _hash.Dispose();

    private void Hash(ReadOnlySpan<byte> piece)
    {
        var known = (int)Math.Clamp(_hashed - Position, 0, piece.Length);
        _hash.AppendData(piece[known..]);
        _hashed += piece.Length - known;
    }

    private void VerifyAtEnd(long position)
    {
        if (position == _blob.Size && _hashed == _blob.Size && !_blob.Digest.Matches(_hash.GetCurrentHash()))
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch, $"The bytes of the blob {_blob.Digest} have another digest.");
        }
    }
}
