using System.Collections.Concurrent;
using Spectre.Console;
using Transship.Api;
using Transship.Registry.Copying;
using Transship.Registry.Errors;

namespace Transship.Operator.Commands.Copy;

/// <summary>Copies from one end to the other, and says how it went: a line an artifact.</summary>
internal sealed class CopyJob(CopyEnd from, CopyEnd to)
{
    private const int TagsAtOnce = 8;

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
        var tag = destination.Tag ?? (destination.Digest is null ? source.Tag : null) ?? (source.Digest is null ? "latest" : null);
        await using var bar = CopyProgressBar.Start(Terminal.Error, $"{source.Repository}:{source.Reference}", TimeProvider.System);
        var line = await CopyAsync(source.Reference, tag, bar, cancellationToken);
        await bar.DisposeAsync();
        Terminal.Output.WriteLine(line);
        return ExitCodes.Success;
    }

    /// <summary>Copies every tag of the source repository; one that fails keeps no other from being copied.</summary>
    public async Task<int> CopyAllTagsAsync(CancellationToken cancellationToken)
    {
        var failed = new ConcurrentQueue<string>();
        var found = 0;
        await using var bar = CopyProgressBar.Start(Terminal.Error, from.Reference.Repository, TimeProvider.System);
        var options = new ParallelOptions { MaxDegreeOfParallelism = TagsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(from.Client.ListTagsAsync(from.Reference.Repository, cancellationToken), options, async (tag, token) =>
        {
            Interlocked.Increment(ref found);
            try
            {
                Terminal.Output.WriteLine($"{tag} {await CopyAsync(tag, tag, bar, token)}");
            }
            catch (RegistryException e)
            {
                failed.Enqueue(tag);
                Terminal.Error.MarkupLineInterpolated($"[red]error:[/] {tag}: {e.Message}");
            }
        });
        return found == 0
            ? throw new RegistryException(RegistryErrorKind.NotFound, $"{from.Client.Endpoint.Name} has no repository {from.Reference.Repository}, or no tag in it.")
            : failed.IsEmpty ? ExitCodes.Success : ExitCodes.Failure;
    }

    private async Task<string> CopyAsync(string reference, string? tag, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        if (DryRun)
        {
            return await CompareAsync(reference, tag, cancellationToken);
        }

        var request = new CopyRequest
        {
            Source = from.Client,
            SourceRepository = from.Reference.Repository,
            SourceReference = reference,
            Destination = to.Client,
            DestinationRepository = to.Reference.Repository,
            DestinationTags = tag is null ? [] : [tag],
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

    private async Task<string> CompareAsync(string reference, string? tag, CancellationToken cancellationToken)
    {
        var source = await from.Client.ResolveAsync(from.Reference.Repository, reference, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"{from.Client.Endpoint.Name} has no {from.Reference.Repository}:{reference}.");
        var there = await to.Client.ResolveAsync(to.Reference.Repository, tag ?? source.Digest.ToString(), cancellationToken);
        return there is null ? $"{source.Digest} would be copied"
            : there.Digest == source.Digest ? $"{source.Digest} up to date"
            : $"{source.Digest} would be copied, in place of {there.Digest}";
    }
}
