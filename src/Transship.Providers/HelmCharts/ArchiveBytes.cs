using System.Security.Cryptography;
using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>The bytes of an archive on their way: hashed, counted, and kept while they are few.</summary>
internal sealed class ArchiveBytes(Stream source) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private MemoryStream? _kept = new();

    /// <summary>All bytes that were read; null when they are too many.</summary>
    public ReadOnlyMemory<byte>? Kept => _kept is null ? default(ReadOnlyMemory<byte>?) : _kept.ToArray();

    /// <summary>The digest of what was read.</summary>
    public Digest Digest() => Registry.Content.Digest.Parse($"sha256:{Convert.ToHexStringLower(_hash.GetCurrentHash())}");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        Offset += read;
        if (Offset > ChartArchive.MaxKept)
        {
            _kept = null;
        }

        _kept?.Write(buffer.Span[..read]);
        return read;
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
