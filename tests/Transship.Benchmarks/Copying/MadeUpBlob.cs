using System.Buffers.Binary;
using System.Security.Cryptography;
using Transship.Registry.Content;

namespace Transship.Benchmarks.Copying;

/// <summary>A blob of any size that is nowhere stored: blocks that differ by a counter.</summary>
internal sealed class MadeUpBlob
{
    private const int BlockSize = 1024 * 1024;

    private readonly byte[] _block = new byte[BlockSize];

    /// <summary>Makes a blob up.</summary>
    /// <param name="seed">What makes it differ from others.</param>
    /// <param name="mebibytes">Its size.</param>
    public MadeUpBlob(int seed, int mebibytes)
    {
        new Random(seed).NextBytes(_block);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in Blocks((long)mebibytes * BlockSize))
        {
            hash.AppendData(block.Span);
        }

        Descriptor = new Descriptor
        {
            MediaType = "application/vnd.oci.image.layer.v1.tar",
            Digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset())),
            Size = (long)mebibytes * BlockSize,
        };
    }

    /// <summary>What a manifest says of it.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>Writes all of it.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var block in Blocks(Descriptor.Size))
        {
            await stream.WriteAsync(block, cancellationToken);
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Blocks(long size)
    {
        var block = (byte[])_block.Clone();
        for (var i = 0; i < size / BlockSize; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(block, i);
            yield return block;
        }
    }
}
