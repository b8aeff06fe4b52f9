using Transship.Api.Rules;
using Transship.Replication.Versions;

namespace Transship.Replication.Filters;

/// <summary>Keeps the newest tags of a repository; holds no more than those.</summary>
/// <param name="count">How many.</param>
/// <param name="by">What makes a tag newer than another.</param>
internal sealed class LatestFilter(int count, TagOrder by)
{
    private static readonly Comparer<Rank> Older = Comparer<Rank>.Create(static (a, b) =>
        a.Version is not null && b.Version is not null && SemanticVersion.Compare(a.Version, b.Version) is var order and not 0
            ? order
            : string.CompareOrdinal(a.Tag, b.Tag));

    /// <summary>The newest of a stream of tags, the newest first.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async Task<IReadOnlyList<string>> PickAsync(IAsyncEnumerable<string> tags, CancellationToken cancellationToken)
    {
        var kept = new PriorityQueue<string, Rank>(Older);
        await foreach (var tag in tags.WithCancellation(cancellationToken))
        {
            SemanticVersion? version = null;
            if (by == TagOrder.Semver && !SemanticVersion.TryParse(tag, out version))
            {
                continue;
            }

            kept.Enqueue(tag, new Rank(version, tag));
            if (kept.Count > count)
            {
                kept.Dequeue();
            }
        }

        var newest = new string[kept.Count];
        for (var i = newest.Length - 1; i >= 0; i--)
        {
            newest[i] = kept.Dequeue();
        }

        return newest;
    }

    private readonly record struct Rank(SemanticVersion? Version, string Tag);
}
