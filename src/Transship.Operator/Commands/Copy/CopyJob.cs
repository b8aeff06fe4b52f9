using Spectre.Console;
using Transship.Api;
using Transship.Registry.Copying;
using Transship.Registry.Errors;
using Transship.Registry.References;

namespace Transship.Operator.Commands.Copy;

/// <summary>Copies from one end to the other, and says how it went: a line an artifact.</summary>
internal sealed class CopyJob(CopyEnd from, CopyEnd to)
{
    // The gates of the two registries decide how many requests are open; this only has to keep them busy, also those that are far away.
    private const int TagsAtOnce = 64;

    private readonly CopyEngine _engine = new();

    /// <summary>The images of an index that are copied; empty for all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Whether signatures and other referrers come along.</summary>
    public bool Referrers { get; init; }

    /// <summary>Whether nothing is copied.</summary>
    public bool DryRun { get; init; }

    /// <summary>Copies what the source reference names.</summary>
    public async Task<int> CopyOneAsync(CancellationToken cancellationToken)
    {
        var (source, destination) = (from.Reference, to.Reference);
        if (from.NamesContent && source.Tag is null && source.Digest is null)
        {
            throw new RegistryException(RegistryErrorKind.InvalidReference, $"Name the version of {source.Repository}, as in {source.Repository}:1.2.3, or copy all with --all-tags.");
        }

        var tag = destination.Tag ?? (destination.Digest is null ? source.Tag : null) ?? (source.Digest is null ? "latest" : null);
        await using var bar = CopyProgressBar.Start(Terminal.Watched, $"{source.Repository}:{source.Reference}", TimeProvider.System);
        var line = await CopyAsync(new TagCopy(source.Repository, destination.Repository, source.Reference, IsNew: false, RepositoryIsNew: false), tag, bar, cancellationToken);
        await bar.DisposeAsync();
        Terminal.WriteResult(line);
        return ExitCodes.Success;
    }

    /// <summary>Copies every tag of the source repository; one that fails keeps no other from being copied.</summary>
    public async Task<int> CopyAllTagsAsync(CancellationToken cancellationToken)
    {
        var one = new[] { (from.Reference.Repository, to.Reference.Repository) }.ToAsyncEnumerable();
        return await CopyTagsAsync(one, copy => copy.Tag, skipFailed: false, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"{from.Client.Endpoint.Name} has no repository {from.Reference.Repository}, or no tag in it.");
    }

    /// <summary>Copies every tag of every repository below the source namespace, each to the same name below the destination's.</summary>
    public async Task<int> CopyNamespaceAsync(CancellationToken cancellationToken)
    {
        var (source, destination) = (Below(from.Reference), Below(to.Reference));
        var repositories = from.Client.ListRepositoriesAsync(cancellationToken)
            .Where(r => r.StartsWith(source, StringComparison.Ordinal))
            .Select(r => (r, destination + r[source.Length..]));
        return await CopyTagsAsync(repositories, copy => $"{copy.Source}:{copy.Tag}", skipFailed: true, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"{from.Client.Endpoint.Name} lists no repository below '{source}', or none with a tag.");

        static string Below(ImageReference reference) => reference.Repository.Length == 0 ? "" : reference.Repository + "/";
    }

    /// <param name="repositories">From where to where.</param>
    /// <param name="name">What a line calls a tag.</param>
    /// <param name="skipFailed">Whether a repository that cannot be listed keeps no other from being copied.</param>
    /// <param name="cancellationToken">Stops all copies.</param>
    /// <returns>The exit code; null when there was nothing to copy.</returns>
    private async Task<int?> CopyTagsAsync(IAsyncEnumerable<(string Source, string Destination)> repositories, Func<TagCopy, string> name, bool skipFailed, CancellationToken cancellationToken)
    {
        var (found, failed) = (0, 0);
        await using var bar = CopyProgressBar.Start(Terminal.Watched, from.Reference.ToString(), TimeProvider.System);
        var listing = new TagListing(from.Client, to.Client, skipFailed ? Fail : null);
        var options = new ParallelOptions { MaxDegreeOfParallelism = TagsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(listing.FindAsync(repositories, cancellationToken), options, async (copy, token) =>
        {
            Interlocked.Increment(ref found);
            try
            {
                Terminal.WriteResult($"{name(copy)} {await CopyAsync(copy, copy.Tag, bar, token)}");
            }
            catch (RegistryException e)
            {
                Fail(name(copy), e);
            }
        });
        return failed > 0 ? ExitCodes.Failure : found > 0 ? ExitCodes.Success : null;

        void Fail(string what, RegistryException e)
        {
            Interlocked.Increment(ref failed);
            Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {what}: {e.Message}");
        }
    }

    /// <param name="copy">From which repository to which.</param>
    /// <param name="tag">The tag to set; null stores the content by its digest.</param>
    /// <param name="progress">Told of bytes.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    private async Task<string> CopyAsync(TagCopy copy, string? tag, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        if (DryRun)
        {
            return await CompareAsync(copy, tag, cancellationToken);
        }

        var request = new CopyRequest
        {
            Source = from.Client,
            SourceRepository = copy.Source,
            SourceReference = copy.Tag,
            Destination = to.Client,
            DestinationRepository = copy.Destination,
            DestinationTags = tag is null ? [] : [tag],
            TagsAreNew = copy.IsNew,
            RepositoryIsNew = copy.RepositoryIsNew,
            Platforms = Platforms,
            Referrers = Referrers,
            DigestTags = Referrers,
        };
        var started = TimeProvider.System.GetTimestamp();
        var copied = await _engine.CopyAsync(request, progress, cancellationToken);
        var elapsed = GoDuration.Format(TimeProvider.System.GetElapsedTime(started));
        return copied.Outcome == CopyOutcome.UpToDate
            ? $"{copied.Digest} up to date"
            : $"{copied.Digest} copied: {ByteCount.Format(copied.Bytes.Transferred)} in {elapsed}, "
              + $"{ByteCount.Format(copied.Bytes.Skipped)} were there, {ByteCount.Format(copied.Bytes.Mounted)} mounted";
    }

    private async Task<string> CompareAsync(TagCopy copy, string? tag, CancellationToken cancellationToken)
    {
        var source = await from.Client.ResolveAsync(copy.Source, copy.Tag, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"{from.Client.Endpoint.Name} has no {copy.Source}:{copy.Tag}.");
        var digest = from.NamesContent ? (await from.Client.GetManifestAsync(copy.Source, copy.Tag, cancellationToken)).Digest : source.Digest;
        var there = await to.Client.ResolveAsync(copy.Destination, tag ?? digest.ToString(), cancellationToken);
        return there is null ? $"{digest} would be copied"
            : there.Digest == digest ? $"{digest} up to date"
            : $"{digest} would be copied, in place of {there.Digest}";
    }
}
