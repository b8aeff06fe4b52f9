using Transship.Api.Tasks;
using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>Turns the comparisons of one stretch of tags into findings. Pure.</summary>
/// <param name="repository">The repository at the source.</param>
/// <param name="chunk">The number of the stretch.</param>
/// <param name="comparisons">What was found, tag by tag.</param>
/// <param name="override">Whether a tag that points elsewhere is moved.</param>
internal sealed class ChunkPlan(string repository, int chunk, IReadOnlyList<TagComparison> comparisons, bool @override)
{
    /// <summary>The findings: at most one failure of the source, and for each destination at most one plan and one failure.</summary>
    /// <param name="targets">The destinations, in the order of the comparisons.</param>
    public IEnumerable<PlanItem> Items(IReadOnlyList<PlanTarget> targets)
    {
        if (FailureOf(null, targets.Count, comparison => comparison.Source.Error) is { } sourceFailure)
        {
            yield return sourceFailure;
        }

        var plans = targets.Select(Plan).ToList();
        var withWork = plans.Count(plan => plan.Work.Count > 0);
        for (var i = 0; i < targets.Count; i++)
        {
            var target = i;
            yield return plans[i].Work.Count > 0 ? plans[i] with { Companions = withWork - 1 } : plans[i];
            if (FailureOf(targets[i].Destination.Endpoint, 1, comparison => Found(comparison, target)?.Error) is { } failure)
            {
                yield return failure;
            }
        }
    }

    private RepositoryPlan Plan(PlanTarget target, int index)
    {
        var artifacts = new List<ArtifactPlan>(comparisons.Count);
        foreach (var comparison in comparisons)
        {
            if (Found(comparison, index) is not { Error: null } found || comparison.Source.Digest is not { } digest)
            {
                continue;
            }

            artifacts.Add(new ArtifactPlan(comparison.Tag, digest, found.Digest, Decide(digest, found.Digest)) { Size = comparison.Size });
        }

        var work = artifacts.Where(a => a.Decision is ArtifactDecision.Copy or ArtifactDecision.Move)
            .Select(a => new TaskArtifact { Tag = Grammar.IsTag(a.Tag) ? a.Tag : null, Digest = a.Digest, Size = a.Size });
        return new RepositoryPlan(repository, target.Destination.Endpoint, target.Repository, [.. work], Count(ArtifactDecision.UpToDate), Count(ArtifactDecision.Refuse))
        {
            Chunk = chunk,
            Artifacts = artifacts,
        };

        long Count(ArtifactDecision decision) => artifacts.Count(a => a.Decision == decision);
    }

    private ArtifactDecision Decide(string digest, string? found) =>
        found is null ? ArtifactDecision.Copy
        : found == digest ? ArtifactDecision.UpToDate
        : @override ? ArtifactDecision.Move
        : ArtifactDecision.Refuse;

    private static Resolution? Found(TagComparison comparison, int index) => comparison.Found.Length > index ? comparison.Found[index] : null;

    private RepositoryFailure? FailureOf(string? endpoint, int destinations, Func<TagComparison, Exception?> errorOf)
    {
        var failed = comparisons.Where(comparison => errorOf(comparison) is not null).ToList();
        return failed.Count == 0
            ? null
            : new RepositoryFailure(repository, endpoint, errorOf(failed[0])!) { Tag = failed[0].Tag, Artifacts = (long)failed.Count * destinations };
    }
}
