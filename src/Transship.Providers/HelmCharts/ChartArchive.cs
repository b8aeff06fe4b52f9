using System.Formats.Tar;
using System.IO.Compression;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// A packaged chart as it streams by: its digest and size, its metadata, and its bytes where they are few. Only two small files of it are looked at.
/// </summary>
internal sealed record ChartArchive
{
    /// <summary>The largest archive that is copied, in bytes: Helm installs no chart that unpacks to more.</summary>
    public const long MaxSize = 100 * 1024 * 1024;

    /// <summary>The largest archive that is kept in memory until it is copied; larger ones are fetched a second time.</summary>
    public const int MaxKept = 1024 * 1024;

    private const int MaxFile = 5 * 1024 * 1024; // Helm's own limit for a file of a chart

    /// <summary>The archive as a layer.</summary>
    public required Descriptor Layer { get; init; }

    /// <summary>What the chart says of itself.</summary>
    public required ChartMetadata Metadata { get; init; }

    /// <summary>When it was packaged: the time of its Chart.yaml; null where that has none.</summary>
    public DateTimeOffset? Packaged { get; init; }

    /// <summary>The bytes; null where they are too many to keep.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="expected">The digest that they must have; null where it is not known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RegistryException">DigestMismatch; ManifestInvalid: it is no chart; TooLarge.</exception>
    public static async Task<ChartArchive> ReadAsync(Stream source, Digest? expected, CancellationToken cancellationToken)
    {
        await using var bytes = new ArchiveBytes(source);
        var (files, problem) = await FilesAsync(bytes, cancellationToken);
        await bytes.CopyToAsync(Stream.Null, cancellationToken);

        var digest = bytes.Digest();
        if (expected is { } wanted && digest != wanted)
        {
            throw new RegistryException(RegistryErrorKind.DigestMismatch, $"Its archive has the digest {digest}, and the index says {wanted}.");
        }

        if (problem is not null)
        {
            throw problem;
        }

        return new ChartArchive
        {
            Layer = new Descriptor { MediaType = ChartMediaTypes.Archive, Digest = digest, Size = bytes.Position },
            Metadata = ChartMetadata.Read(files!.Chart, files.Requirements),
            Packaged = files.Packaged.Year > 1970 ? files.Packaged : null,
            Content = bytes.Kept,
        };
    }

    private static async Task<(ChartFiles? Files, RegistryException? Problem)> FilesAsync(Stream bytes, CancellationToken cancellationToken)
    {
        try
        {
            return (await FindAsync(bytes, cancellationToken), null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            return (null, new RegistryException(RegistryErrorKind.ManifestInvalid, $"Its archive is no gzipped tar: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e));
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.ManifestInvalid)
        {
            return (null, e);
        }
    }

    private static async Task<ChartFiles> FindAsync(Stream bytes, CancellationToken cancellationToken)
    {
        await using var unpacked = new GZipStream(bytes, CompressionMode.Decompress, leaveOpen: true);
        await using var tar = new TarReader(unpacked);
        (ReadOnlyMemory<byte>? chart, ReadOnlyMemory<byte>? requirements, var packaged, var size) = ((ReadOnlyMemory<byte>?)null, (ReadOnlyMemory<byte>?)null, default(DateTimeOffset), 0L);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            size += entry.Length;
            if (size > MaxSize)
            {
                throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"Its archive unpacks to more than {MaxSize} bytes, which Helm does not accept either.");
            }

            switch (NameInChart(entry))
            {
                case "Chart.yaml" when chart is null:
                    (chart, packaged) = (await ReadAsync(entry, cancellationToken), entry.ModificationTime);
                    break;
                case "requirements.yaml" when requirements is null:
                    requirements = await ReadAsync(entry, cancellationToken);
                    break;
            }
        }

        return chart is { } found
            ? new ChartFiles(found, requirements, packaged)
            : throw new RegistryException(RegistryErrorKind.ManifestInvalid, "Its archive has no Chart.yaml in its first folder.");
    }

    /// <summary>The name below the first folder, as Helm takes it; null for what is no file of the chart itself.</summary>
    private static string? NameInChart(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.Name.Split('/', '\\') is [_, var name] ? name : null;

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length > MaxFile)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"Its {entry.Name} is larger than {MaxFile} bytes, which Helm does not accept either.");
        }

        var content = new byte[entry.Length];
        await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    private sealed record ChartFiles(ReadOnlyMemory<byte> Chart, ReadOnlyMemory<byte>? Requirements, DateTimeOffset Packaged);
}
