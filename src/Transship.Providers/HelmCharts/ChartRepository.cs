using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Downloads;
using Transship.Registry.Errors;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// A chart repository over HTTP: its index, and its charts made into artifacts. The index is kept and asked for again with its ETag; a chart is fetched
/// only to be copied.
/// </summary>
/// <param name="files">The way to the server; the caller's to dispose.</param>
/// <param name="address">The folder that holds index.yaml, ending with a slash.</param>
/// <param name="memory">The charts that were made last, of this repository and others.</param>
/// <param name="options">The surroundings.</param>
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the semaphore for its wait handle, so there is nothing to dispose of.")]
internal sealed partial class ChartRepository(DownloadClient files, Uri address, ChartMemory memory, RegistryClientOptions options)
{
    private const int MaxProvenance = 1024 * 1024;
    private const string SignedMessage = "-----BEGIN PGP SIGNED MESSAGE-----";

    /// <summary>How long an index is used without asking whether there is a newer one.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>The digests of archives whose index does not tell them, by chart and tag. It is as long as the index at most.</summary>
    private readonly ConcurrentDictionary<(string Chart, string Tag), Digest> _archives = new();
    private volatile Known? _known;

    /// <summary>How many versions of charts are kept in memory.</summary>
    public int Versions => _known?.Index.Count ?? 0;

    private string Name => $"{(address.IsDefaultPort ? address.Host : address.Authority)}{address.AbsolutePath.TrimEnd('/')}";

    /// <summary>The index.</summary>
    /// <param name="askAgain">Whether to ask for a newer one in any case.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ChartIndex> IndexAsync(bool askAgain, CancellationToken cancellationToken)
    {
        var asked = options.Time.GetTimestamp();
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Who waited for another's answer has it.
            var known = _known;
            if (known is null || (askAgain ? known.AskedAt < asked : options.Time.GetElapsedTime(known.AskedAt) > Fresh))
            {
                _known = known = await FetchAsync(known, cancellationToken);
            }

            return known.Index;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>A version of a chart as an artifact; null where there is none.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="reference">Its tag, or the digest of its archive.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<MadeChart?> MakeAsync(string chart, string reference, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(reference, out var digest) && memory.Find(address, chart, digest) is { } made)
        {
            return made;
        }

        var index = await IndexAsync(askAgain: false, cancellationToken);
        var version = digest == default ? index.Find(chart, reference) : VersionOf(index, chart, digest);
        return version is not null ? await MakeAsync(chart, version, cancellationToken)
            : digest != default ? await SearchAsync(index, chart, digest, cancellationToken)
            : null;
    }

    /// <summary>A version of a chart as an artifact.</summary>
    public async Task<MadeChart> MakeAsync(string chart, ChartVersion version, CancellationToken cancellationToken)
    {
        if (version.Digest is { } known && memory.Find(address, chart, known) is { } there)
        {
            return there;
        }

        var url = UrlOf(chart, version);
        var archive = await ArchiveAsync(chart, version, url, cancellationToken);
        if (archive.Metadata.Name != chart.Split('/')[^1] || archive.Metadata.Version != version.Version)
        {
            throw Broken(chart, version, RegistryErrorKind.ManifestInvalid, $"its archive is of {archive.Metadata.Name} {archive.Metadata.Version}", null);
        }

        var made = MadeChart.Of(archive, await ProvenanceAsync(chart, version, url, cancellationToken));
        memory.Add(address, chart, made);
        if (version.Digest is null)
        {
            _archives[(chart, version.Tag)] = made.Archive;
        }

        return made;
    }

    /// <summary>Opens a blob of a chart that was made lately, or an archive of the index.</summary>
    public async Task<Stream> OpenAsync(string chart, Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        if (memory.Blob(address, chart, blob.Digest) is { } content)
        {
            return new MemoryStream(content[(int)offset..].ToArray(), writable: false);
        }

        return VersionOf(await IndexAsync(askAgain: false, cancellationToken), chart, blob.Digest) is { } version
            ? await files.OpenAsync(UrlOf(chart, version), $"the chart {chart} {version.Version}", blob, offset, cancellationToken)
            : throw new RegistryException(RegistryErrorKind.Unavailable, $"The blob {blob.Digest} of the chart {chart} is no longer in memory; it is made again with the chart.");
    }

    /// <summary>Whether there is a blob, as far as it is known without making charts.</summary>
    public async Task<bool> HasAsync(string chart, Digest digest, CancellationToken cancellationToken) =>
        memory.Blob(address, chart, digest) is not null || VersionOf(await IndexAsync(askAgain: false, cancellationToken), chart, digest) is not null;

    /// <summary>The version whose archive has a digest, as the index tells it or as the archive had it when it was fetched.</summary>
    private ChartVersion? VersionOf(ChartIndex index, string chart, Digest digest) => index.Find(chart, digest.ToString())
        ?? index.Versions(chart).FirstOrDefault(v => v.Digest is null && _archives.TryGetValue((chart, v.Tag), out var seen) && seen == digest);

    /// <summary>Where the index tells no digests, and another process planned the copy, only the archives say which of them is meant.</summary>
    private async Task<MadeChart?> SearchAsync(ChartIndex index, string chart, Digest digest, CancellationToken cancellationToken)
    {
        foreach (var version in index.Versions(chart).Where(v => v.Digest is null && !_archives.ContainsKey((chart, v.Tag))))
        {
            try
            {
                if (await MakeAsync(chart, version, cancellationToken) is var made && made.Archive == digest)
                {
                    return made;
                }
            }
            catch (RegistryException e) when (!e.IsRetryable)
            {
                // What is no chart is not the one that is meant; who asks for it by its tag hears why.
            }
        }

        return null;
    }

    private async Task<Known> FetchAsync(Known? known, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept-Encoding"] = "gzip" };
        if (known?.ETag is { } etag)
        {
            headers["If-None-Match"] = etag;
        }
        else if (known?.LastModified is { } modified)
        {
            headers["If-Modified-Since"] = modified;
        }

        var asked = options.Time.GetTimestamp();
        using var answer = await files.OpenAsync(
            new DownloadRequest(new Uri(address, "index.yaml"), "GET index.yaml", ChartIndexReader.MostBytes) { Headers = headers, Expected = [HttpStatusCode.NotModified, HttpStatusCode.NotFound] },
            cancellationToken);
        if (answer.Status == HttpStatusCode.NotModified && known is not null)
        {
            return known with { AskedAt = asked };
        }

        if (!answer.IsSuccess)
        {
            throw new RegistryException(RegistryErrorKind.NotARegistry,
                $"{Name} has no index.yaml ({(int)answer.Status}), so it is no chart repository; check the URL, which is that of the folder that holds index.yaml.");
        }

        await using var body = await answer.ReadAsync();
        await using var text = string.Equals(answer.Header("Content-Encoding"), "gzip", StringComparison.OrdinalIgnoreCase) ? new GZipStream(body, CompressionMode.Decompress) : body;
        var index = await ChartIndexReader.ReadAsync(text, Name, cancellationToken);
        if (index.Unnameable.Count > 0)
        {
            LogUnnameable(options.Logger, Name, string.Join(", ", index.Unnameable));
        }

        return new Known(index, asked, answer.Header("ETag"), answer.Header("Last-Modified"));
    }

    private async Task<ChartArchive> ArchiveAsync(string chart, ChartVersion version, Uri url, CancellationToken cancellationToken)
    {
        using var answer = await files.OpenAsync(new DownloadRequest(url, $"GET the chart {chart} {version.Version}", ChartArchive.MaxSize), cancellationToken);
        await using var body = await answer.ReadAsync();
        try
        {
            return await ChartArchive.ReadAsync(body, version.Digest, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind is RegistryErrorKind.DigestMismatch or RegistryErrorKind.ManifestInvalid)
        {
            throw Broken(chart, version, e.Kind, $"{e.Message.TrimEnd('.')} ({answer.ContentType ?? "no content type"})", e);
        }
    }

    /// <summary>The provenance file beside the archive. Servers say in many ways that there is none; only a signed message is one.</summary>
    private async Task<ReadOnlyMemory<byte>?> ProvenanceAsync(string chart, ChartVersion version, Uri url, CancellationToken cancellationToken)
    {
        var beside = new UriBuilder(url) { Path = url.AbsolutePath + ".prov" }.Uri;
        using var answer = await files.OpenAsync(
            new DownloadRequest(beside, $"GET the provenance file of the chart {chart} {version.Version}", MaxProvenance)
            {
                Expected = [HttpStatusCode.NotFound, HttpStatusCode.Gone, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed],
            },
            cancellationToken);
        if (!answer.IsSuccess)
        {
            return null;
        }

        await using var body = await answer.ReadAsync();
        using var content = new MemoryStream();
        await body.CopyToAsync(content, cancellationToken);
        var bytes = content.ToArray();
        return bytes.AsSpan().StartsWith(Encoding.ASCII.GetBytes(SignedMessage)) ? bytes : default(ReadOnlyMemory<byte>?);
    }

    private Uri UrlOf(string chart, ChartVersion version)
    {
        if (version.IsInRegistry)
        {
            throw new RegistryException(RegistryErrorKind.Unsupported,
                $"The chart {chart} {version.Version} of {Name} is in a registry already, at {version.Url}; replicate it from there, with an endpoint for that registry.");
        }

        if (!Uri.TryCreate(address, version.Url, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw Broken(chart, version, RegistryErrorKind.ProtocolError, "its URL in the index is neither http nor https", null);
        }

        return url.Scheme == "http" && address.Scheme == "https" && version.Digest is null
            ? throw Broken(chart, version, RegistryErrorKind.PermissionDenied, "its URL leads from https to http, and the index has no digest to check it by", null)
            : new UriBuilder(url) { UserName = "", Password = "" }.Uri;
    }

    private RegistryException Broken(string chart, ChartVersion version, RegistryErrorKind kind, string why, Exception? inner) =>
        new(kind, $"The chart {chart} {version.Version} of {Name} cannot be copied: {why}.", inner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Repository} has charts or versions that cannot have their names in a registry, and are left out: {Names}")]
    private static partial void LogUnnameable(ILogger logger, string repository, string names);

    /// <summary>An index as it was last seen.</summary>
    private sealed record Known(ChartIndex Index, long AskedAt, string? ETag, string? LastModified);
}
