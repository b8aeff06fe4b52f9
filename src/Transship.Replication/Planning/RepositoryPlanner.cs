using System.Threading.Channels;
using Transship.Api;
using Transship.Api.Tasks;

namespace Transship.Replication.Planning;

/// <summary>Plans one repository at a time: tags in stretches, each compared with all destinations before the next is listed.</summary>
/// <param name="request">What is to be planned.</param>
/// <param name="claims">Who has which name at the destinations.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
/// <param name="items">Takes the findings.</param>
internal sealed class RepositoryPlanner(PlanRequest request, DestinationClaims claims, SemaphoreSlim gate, ChannelWriter<PlanItem> items)
{
    private readonly SourceCandidates _candidates = new(request, new PlatformCheck(request, gate, items), gate, items);
    private readonly PlatformCheck _platforms = new(request, gate, items);
    private readonly DeletionPlanner _deletions = new(request, gate, items);

    /// <summary>Plans a repository.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public async Task PlanAsync(string repository, CancellationToken cancellationToken)
    {
        var targets = await MapAsync(repository, cancellationToken);
        if (targets.Count == 0)
        {
            return;
        }

        try
        {
            var chunk = 0;
            var seen = request.Deletions == PlanDeletions.Gone ? new HashSet<string>(StringComparer.Ordinal) : null;
            var isListed = request.Filters.SpecificTags is null && request.Scope?.Of(repository) is null or { IsWhole: true };
            var found = targets.ConvertAll(target => new DestinationTags(target, isListed, gate));
            await foreach (var stretch in CandidatesAsync(repository, targets, seen, cancellationToken).Chunk(ReplicationTaskSpec.MaxArtifacts).WithCancellation(cancellationToken))
            {
                if (!await PlanChunkAsync(repository, targets, found, stretch, chunk++, cancellationToken))
                {
                    return;
                }
            }

            if (seen is not null)
            {
                await _deletions.PlanGoneAsync(repository, targets, seen, cancellationToken);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            await items.WriteAsync(new RepositoryFailure(repository, null, error) { Artifacts = targets.Count }, cancellationToken);
        }
    }

    /// <summary>Plans what events named as deleted.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="deleted">What was deleted of it.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public async Task PlanDeletedAsync(string repository, RepositoryScope deleted, CancellationToken cancellationToken) =>
        await _deletions.PlanNamedAsync(repository, await MapAsync(repository, cancellationToken), deleted, cancellationToken);

    /// <summary>Plans what a destination has of repositories that the source has no longer.</summary>
    /// <param name="isListed">Whether the source has a repository.</param>
    /// <param name="parallel">How many repositories are looked at at a time.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public Task PlanGoneRepositoriesAsync(Func<string, bool> isListed, ParallelOptions parallel, CancellationToken cancellationToken) =>
        _deletions.PlanGoneRepositoriesAsync(isListed, parallel, cancellationToken);

    private async Task<List<PlanTarget>> MapAsync(string repository, CancellationToken cancellationToken)
    {
        var targets = new List<PlanTarget>(request.Destinations.Count);
        foreach (var destination in request.Destinations)
        {
            if (destination.Mapping.TryMap(repository, out var mapped, out var error) && !FeedsItself(destination, repository, mapped, out error))
            {
                if (claims.OtherOwner(repository, destination.Endpoint, mapped) is not { } owner)
                {
                    targets.Add(new PlanTarget(destination, mapped));
                    continue;
                }

                await FailAsync(
                    ConditionReasons.DestinationConflict,
                    $"{repository} would become {mapped}, which {owner} becomes too: flatten less, or leave one of them out with a name filter.");
            }
            else
            {
                await FailAsync(ConditionReasons.InvalidSpec, error);
            }

            ValueTask FailAsync(string reason, string message) =>
                items.WriteAsync(new RepositoryFailure(repository, destination.Endpoint, new PlanException(reason, message)), cancellationToken);
        }

        return targets;
    }

    /// <summary>Whether the next run would replicate what this one makes, under yet another name.</summary>
    private bool FeedsItself(PlanDestination destination, string repository, string mapped, out string error)
    {
        error = $"{repository} would become {mapped} in the registry that it comes from, where this rule would replicate it again under yet another name: "
            + "exclude the destination's namespace with a name filter, or flatten.";
        return destination.IsSource
            && mapped != repository
            && request.Filters.MatchesRepository(mapped)
            && destination.Mapping.TryMap(mapped, out var again, out _)
            && again != mapped;
    }

    private IAsyncEnumerable<PlanCandidate> CandidatesAsync(
        string repository, List<PlanTarget> targets, HashSet<string>? seen, CancellationToken cancellationToken)
    {
        if (request.Scope?.Of(repository) is not { IsWhole: false } scope)
        {
            return _candidates.PassingAsync(repository, seen is null ? null : tag => seen.Add(tag), cancellationToken);
        }

        var references = new ScopedReferences(
            request,
            scope,
            () => _candidates.PassingAsync(repository, null, cancellationToken).Select(candidate => candidate.Reference),
            (reference, token) => _candidates.PassesContentAsync(repository, reference, token));
        return references.SelectAsync(repository, targets, cancellationToken).Select(reference => new PlanCandidate(reference));
    }

    private async Task<Resolution> FindAsync(DestinationTags tags, string reference, string wanted, CancellationToken cancellationToken)
    {
        var found = await tags.ResolveAsync(reference, cancellationToken);
        return request.Source.NamesContent ? await tags.IdentifyAsync(found, wanted, cancellationToken) : found;
    }

    /// <returns>Whether the next stretch is worth a try: it is not when the source refused all of this one.</returns>
    private async Task<bool> PlanChunkAsync(
        string repository, List<PlanTarget> targets, List<DestinationTags> found, PlanCandidate[] stretch, int chunk, CancellationToken cancellationToken)
    {
        await Task.WhenAll(found.Select(tags => tags.ListAsync(cancellationToken)));
        var comparisons = new TagComparison[stretch.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = request.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, stretch.Length), options, async (i, token) =>
        {
            var candidate = stretch[i];
            var source = candidate.Digest is not null || candidate.Error is not null
                ? new Resolution(candidate.Digest, candidate.Error)
                : await Resolution.OfAsync(request.Source, repository, candidate.Reference, gate, token);
            var there = source.Digest is null || source.Error is not null ? [] : await Task.WhenAll(found.Select(tags => FindAsync(tags, candidate.Reference, source.Digest, token)));
            comparisons[i] = new TagComparison(candidate.Reference, source, there) { Size = candidate.Facts?.Size };
        });

        // The index of a platform filter may have another digest at the destination: only the copy can tell whether that is up to date.
        var chunkPlan = new ChunkPlan(repository, chunk, await _platforms.KeepAsync(repository, comparisons, cancellationToken), request.Override || request.Filters.Platforms.Count > 0);
        foreach (var item in chunkPlan.Items(targets))
        {
            await items.WriteAsync(item, cancellationToken);
        }

        return comparisons.Any(comparison => comparison.Source.Error is null);
    }
}

/// <summary>A destination with the name that the repository has there.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Repository">The repository at the destination.</param>
internal sealed record PlanTarget(PlanDestination Destination, string Repository);

/// <summary>A tag at the source and at each destination.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Source">What the source has.</param>
/// <param name="Found">What the destinations have, in their order; empty when the source has nothing.</param>
internal sealed record TagComparison(string Tag, Resolution Source, Resolution[] Found)
{
    /// <summary>The bytes of the artifact; null where the source has not told.</summary>
    public long? Size { get; init; }
}
