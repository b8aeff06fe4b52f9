using System.Security.Cryptography;
using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>The bytes of an archive on their way: hashed, counted, and kept while they are few.</summary>
internal sealed class ArchiveBytes(Stream source) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private MemoryStream? _kept = new();
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>All bytes that were read; null when they are too many.</summary>
    public ReadOnlyMemory<byte>? Kept => _kept is null ? default(ReadOnlyMemory<byte>?) : _kept.ToArray();

    /// <summary>The digest of what was read.</summary>
    public Digest Digest() => Registry.Content.Digest.Parse($"sha256:{Convert.ToHexStringLower(_hash.GetCurrentHash())}");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        _position += read;
        if (_position > ChartArchive.MaxKept)
        {
            _kept = null;
        }

        _kept?.Write(buffer.Span[..read]);
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
            _hash.Dispose();
            _kept?.Dispose();
        }

        base.Dispose(disposing);
    }
}
