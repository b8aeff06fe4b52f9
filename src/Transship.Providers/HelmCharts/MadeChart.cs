using Transship.Registry.Content;

namespace Transship.Providers.HelmCharts;

/// <summary>A chart as an artifact of a registry.</summary>
/// <param name="Manifest">The manifest that <c>helm push</c> would make.</param>
/// <param name="Archive">The digest of the archive.</param>
/// <param name="Blobs">Config, provenance file, and the archive where it is small.</param>
internal sealed record MadeChart(Manifest Manifest, Digest Archive, IReadOnlyDictionary<Digest, ReadOnlyMemory<byte>> Blobs)
{
    /// <summary>The memory that it takes, in bytes.</summary>
    public long Weight => Manifest.Content.Length + Blobs.Values.Sum(b => (long)b.Length);

    /// <summary>Makes the artifact.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="provenance">The provenance file; null for none.</param>
    public static MadeChart Of(ChartArchive archive, ReadOnlyMemory<byte>? provenance)
    {
        var blobs = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        var config = Add(ChartMediaTypes.Config, ChartConfig.Write(archive.Metadata));
        var layers = new List<Descriptor> { archive.Layer };
        if (provenance is { } signed)
        {
            layers.Add(Add(ChartMediaTypes.Provenance, signed));
        }

        if (archive.Content is { } content)
        {
            blobs[archive.Layer.Digest] = content;
        }

        return new MadeChart(ChartManifest.Create(archive.Metadata, archive.Packaged, config, layers), archive.Layer.Digest, blobs);

        Descriptor Add(string mediaType, ReadOnlyMemory<byte> bytes)
        {
            var digest = Digest.Sha256(bytes.Span);
            blobs[digest] = bytes;
            return new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.Length };
        }
    }
}
