using System.Threading.Channels;
using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>
/// Leaves out what a filter by platforms leaves nothing of: an index without any of them. Only what would be copied is looked into, which costs one request; what
/// is no index is copied whole.
/// </summary>
/// <param name="request">What is to be planned.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
/// <param name="items">Told what is left out.</param>
internal sealed class PlatformCheck(PlanRequest request, SemaphoreSlim gate, ChannelWriter<PlanItem> items)
{
    /// <summary>The tags of a stretch that have something to copy, or need none.</summary>
    public async Task<IReadOnlyList<TagComparison>> KeepAsync(string repository, TagComparison[] stretch, CancellationToken cancellationToken)
    {
        // The newest tags were looked into when they were picked.
        if (request.Filters.Platforms.Count == 0 || request.Filters.Latest is not null)
        {
            return stretch;
        }

        var isKept = new bool[stretch.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = request.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, stretch.Length, options, async (i, token) => isKept[i] = await KeepsAsync(repository, stretch[i], token));
        return [.. stretch.Where((_, i) => isKept[i])];
    }

    /// <summary>A tag that has something to copy, with its digest; null for one that is left out. What cannot be looked into is kept: whoever copies it meets the same error.</summary>
    public async Task<PlanCandidate?> KeepAsync(string repository, PlanCandidate candidate, CancellationToken cancellationToken)
    {
        if (candidate.Error is not null)
        {
            return candidate;
        }

        var source = candidate.Digest is null ? await Resolution.OfAsync(request.Source, repository, candidate.Reference, gate, cancellationToken) : new Resolution(candidate.Digest, null);
        return source.Error is not null || (source.Digest is { } digest && await OffersAsync(repository, candidate.Reference, digest, cancellationToken))
            ? candidate with { Digest = source.Digest, Error = source.Error }
            : null;
    }

    private async Task<bool> KeepsAsync(string repository, TagComparison comparison, CancellationToken cancellationToken) =>
        comparison.Source is not { Digest: { } digest, Error: null }
        || comparison.Found.All(found => found.Error is not null || found.Digest == digest)
        || await OffersAsync(repository, comparison.Tag, digest, cancellationToken);

    private async Task<bool> OffersAsync(string repository, string tag, string digest, CancellationToken cancellationToken)
    {
        if (await PlatformsAsync(repository, digest, cancellationToken) is not { } offered || offered.Any(platform => request.Filters.Platforms.Any(wanted => Is(platform, wanted))))
        {
            return true;
        }

        var refusal = $"{request.Filters.PlatformsName}, and the index has {(offered.Count == 0 ? "none" : string.Join(", ", offered))}";
        await items.WriteAsync(new FilteredArtifact(repository, tag, refusal), cancellationToken);
        return false;
    }

    private async Task<IReadOnlyList<string>?> PlatformsAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return (await request.Source.InspectAsync(repository, digest, FactKinds.Platforms, cancellationToken))?.Platforms;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // Whoever copies it meets the same error, and tells it.
        }
        finally
        {
            gate.Release();
        }
    }

    // The variant that arm64 always has is usually left out.
    private static bool Is(string platform, string wanted) =>
        platform == wanted || platform.StartsWith($"{wanted}/", StringComparison.Ordinal) || (wanted.EndsWith("/arm64/v8", StringComparison.Ordinal) && platform == wanted[..^"/v8".Length]);
}
