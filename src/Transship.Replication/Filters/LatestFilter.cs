using Transship.Api.Rules;
using Transship.Replication.Planning;
using Transship.Replication.Versions;

namespace Transship.Replication.Filters;

/// <summary>Keeps the newest tags of a repository; holds no more than those, unless each has to be looked into first.</summary>
/// <param name="count">How many.</param>
/// <param name="by">What makes a tag newer than another.</param>
internal sealed class LatestFilter(int count, TagOrder by)
{
    private static readonly Comparer<Rank> Older = Comparer<Rank>.Create(static (a, b) =>
        a.Version is not null && b.Version is not null && SemanticVersion.Compare(a.Version, b.Version) is var order and not 0 ? order
        : a.Time is { } x && b.Time is { } y && x.CompareTo(y) is var times and not 0 ? times
        : string.CompareOrdinal(a.Candidate.Reference, b.Candidate.Reference));

    /// <summary>The filter in words.</summary>
    public string Name { get; init; } = "";

    /// <summary>What of an artifact has to be known.</summary>
    public FactKinds Needs => by == TagOrder.PushTime ? FactKinds.Time : FactKinds.None;

    /// <summary>The newest of a stream of tags, the newest first.</summary>
    /// <param name="candidates">The tags.</param>
    /// <param name="keep">Looks into a tag, and returns null for one that does not count; asked of the newest tags until enough are found. Null where all count.</param>
    /// <param name="dropped">Told of each that is left out.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="Exception">The time of a tag could not be asked for: which ones are the newest cannot be told.</exception>
    public async Task<IReadOnlyList<PlanCandidate>> PickAsync(
        IAsyncEnumerable<PlanCandidate> candidates, Func<PlanCandidate, Task<PlanCandidate?>>? keep, Func<PlanCandidate, ValueTask> dropped, CancellationToken cancellationToken)
    {
        var kept = new PriorityQueue<PlanCandidate, Rank>(Older);
        await foreach (var candidate in candidates.WithCancellation(cancellationToken))
        {
            if (RankOf(candidate) is not { } rank)
            {
                await dropped(candidate);
                continue;
            }

            kept.Enqueue(candidate, rank);
            if (keep is null && kept.Count > count)
            {
                await dropped(kept.Dequeue());
            }
        }

        var newest = new PlanCandidate[kept.Count];
        for (var i = newest.Length - 1; i >= 0; i--)
        {
            newest[i] = kept.Dequeue();
        }

        return keep is null ? newest : await KeepAsync(newest, keep, dropped);
    }

    private async Task<IReadOnlyList<PlanCandidate>> KeepAsync(
        PlanCandidate[] newest, Func<PlanCandidate, Task<PlanCandidate?>> keep, Func<PlanCandidate, ValueTask> dropped)
    {
        var found = new List<PlanCandidate>();
        foreach (var candidate in newest)
        {
            if (found.Count == count)
            {
                await dropped(candidate);
            }
            else if (await keep(candidate) is { } kept)
            {
                found.Add(kept);
            }
        }

        return found;
    }

    private Rank? RankOf(PlanCandidate candidate) => by switch
    {
        TagOrder.Semver => SemanticVersion.TryParse(candidate.Reference, out var version) ? new Rank(candidate, version, null) : null,
        TagOrder.PushTime when candidate.Error is not null => throw candidate.Error,
        TagOrder.PushTime => candidate.Facts?.Time is { } time ? new Rank(candidate, null, time) : null,
        _ => new Rank(candidate, null, null),
    };

    private readonly record struct Rank(PlanCandidate Candidate, SemanticVersion? Version, DateTimeOffset? Time);
}
