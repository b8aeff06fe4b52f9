using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>
/// Finds artifacts that are up to date but whose signatures or other attachments the destination lacks, and makes work of them:
/// an image that was signed after it was replicated is not passed over for ever.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="destinations">The destinations by endpoint.</param>
/// <param name="artifacts">What travels with artifacts.</param>
internal sealed class MissingAttachments(RegistryView source, IReadOnlyDictionary<string, RegistryView> destinations, RuleArtifacts? artifacts)
{
    private const int AtOnce = 8;

    private readonly bool _referrers = artifacts?.Referrers ?? true;
    private readonly bool _signatures = artifacts?.Signatures ?? true;

    /// <summary>The plan, with those artifacts among its work.</summary>
    public async Task<RepositoryPlan> AddAsync(RepositoryPlan plan, CancellationToken cancellationToken)
    {
        var candidates = plan.Artifacts.Where(a => a.Decision == ArtifactDecision.UpToDate && !AttachmentTag.IsOne(a.Tag)).DistinctBy(a => a.Digest).ToList();
        if (candidates.Count == 0 || (!_referrers && !_signatures))
        {
            return plan;
        }

        var known = await source.AttachmentTagsAsync(plan.SourceRepository, cancellationToken);
        var incomplete = new bool[candidates.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, candidates.Count, options, async (i, token) => incomplete[i] = await LacksAsync(plan, candidates[i].Digest, known, token));
        var work = candidates.Where((_, i) => incomplete[i]).Select(a => new TaskArtifact { Tag = Digest.TryParse(a.Tag, out _) ? null : a.Tag, Digest = a.Digest }).ToList();
        if (work.Count == 0)
        {
            return plan;
        }

        var names = work.Select(w => w.Tag ?? w.Digest).ToHashSet(StringComparer.Ordinal);
        return plan with
        {
            Work = [.. plan.Work, .. work],
            UpToDate = plan.UpToDate - work.Count,
            Artifacts = [.. plan.Artifacts.Select(a => names.Contains(a.Tag) ? a with { Decision = ArtifactDecision.Attach } : a)],
        };
    }

    private async Task<bool> LacksAsync(RepositoryPlan plan, string digest, IReadOnlySet<string>? known, CancellationToken cancellationToken)
    {
        try
        {
            return (_signatures && await LacksSignatureAsync(plan, digest, known, cancellationToken)) || (_referrers && await LacksReferrerAsync(plan, digest, known, cancellationToken));
        }
        catch (RegistryException)
        {
            return true; // Whoever copies it meets the same error, and tells it.
        }
    }

    private async Task<bool> LacksSignatureAsync(RepositoryPlan plan, string digest, IReadOnlySet<string>? known, CancellationToken cancellationToken)
    {
        foreach (var tag in AttachmentTag.SignaturesOf(digest).Where(tag => known is null || known.Contains(tag)))
        {
            if (await source.ResolveDigestAsync(plan.SourceRepository, tag, cancellationToken) is { } here
                && here != await destinations[plan.Endpoint].ResolveDigestAsync(plan.DestinationRepository, tag, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> LacksReferrerAsync(RepositoryPlan plan, string digest, IReadOnlySet<string>? known, CancellationToken cancellationToken)
    {
        if (source.LacksReferrersApi(plan.SourceRepository) && known is not null && !known.Contains(AttachmentTag.FallbackOf(digest)))
        {
            return false;
        }

        var referrers = await source.ListReferrersAsync(plan.SourceRepository, digest, cancellationToken);
        return referrers.Count > 0 && !referrers.IsSubsetOf(await destinations[plan.Endpoint].ListReferrersAsync(plan.DestinationRepository, digest, cancellationToken));
    }
}
