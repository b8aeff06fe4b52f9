using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transship.Api.Tasks;
using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>
/// Plans what is removed at the destinations: only tags that the rule's filters match there, and only those that the source, asked for each of them, has no
/// longer. What is attached to an artifact goes with it, and is not looked at by itself unless an event names it.
/// </summary>
/// <param name="request">What is to be planned.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
/// <param name="items">Takes the findings.</param>
internal sealed class DeletionPlanner(PlanRequest request, SemaphoreSlim gate, ChannelWriter<PlanItem> items)
{
    /// <summary>Plans what events named as deleted.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="targets">Where it goes.</param>
    /// <param name="deleted">What was deleted of it.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public Task PlanNamedAsync(string repository, IReadOnlyList<PlanTarget> targets, RepositoryScope deleted, CancellationToken cancellationToken) =>
        PlanEachAsync(repository, targets, target => NamedAsync(target, deleted, cancellationToken), cancellationToken);

    /// <summary>Plans what the destinations have and the source has no longer.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="targets">Where it goes.</param>
    /// <param name="seen">The tags that the source has; those that were not listed are asked for.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public Task PlanGoneAsync(string repository, IReadOnlyList<PlanTarget> targets, IReadOnlySet<string> seen, CancellationToken cancellationToken) =>
        PlanEachAsync(repository, targets, target => InScopeAsync(target, seen, cancellationToken), cancellationToken);

    /// <summary>Plans what the destinations have of repositories that the source has no longer, where the names tell which those are.</summary>
    /// <param name="isListed">Whether the source has a repository.</param>
    /// <param name="parallel">How many repositories are looked at at a time.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    public async Task PlanGoneRepositoriesAsync(Func<string, bool> isListed, ParallelOptions parallel, CancellationToken cancellationToken)
    {
        var nothing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var destination in request.Destinations.Where(destination => destination.Mapping.IsInjective))
        {
            await GuardAsync(destination.Mapping.Prefix, destination.Endpoint, async () =>
            {
                var listing = destination.View.ListRepositoriesAsync(destination.Mapping.Prefix, cancellationToken);
                await Parallel.ForEachAsync(listing, parallel, async (there, token) =>
                {
                    if (destination.Mapping.Invert(there) is { } repository && request.Filters.MatchesRepository(repository) && !isListed(repository))
                    {
                        await PlanGoneAsync(repository, [new PlanTarget(destination, there)], nothing, token);
                    }
                });
            }, cancellationToken);
        }
    }

    private Task PlanEachAsync(string repository, IReadOnlyList<PlanTarget> targets, Func<PlanTarget, IAsyncEnumerable<ScopedTag>> tags, CancellationToken cancellationToken) => Task.WhenAll(
        targets.Select(target => GuardAsync(repository, target.Destination.Endpoint, () => PlanAsync(repository, target, tags(target), cancellationToken), cancellationToken)));

    /// <summary>Looks at what may be gone, in stretches, and keeps what is.</summary>
    private async Task PlanAsync(string repository, PlanTarget target, IAsyncEnumerable<ScopedTag> tags, CancellationToken cancellationToken)
    {
        var (chunk, inScope) = (0, 0L);
        var gone = new List<TaskArtifact>();
        await foreach (var stretch in tags.Chunk(ReplicationTaskSpec.MaxArtifacts).WithCancellation(cancellationToken))
        {
            inScope += stretch.Length;
            foreach (var artifact in await Task.WhenAll(stretch.Where(tag => tag.MayBeGone).Select(tag => GoneAsync(repository, target, tag, cancellationToken))))
            {
                if (artifact is not null)
                {
                    gone.Add(artifact);
                }
            }

            if (gone.Count >= ReplicationTaskSpec.MaxArtifacts)
            {
                await WriteAsync(gone[..ReplicationTaskSpec.MaxArtifacts]);
                gone.RemoveRange(0, ReplicationTaskSpec.MaxArtifacts);
                inScope = 0;
            }
        }

        await WriteAsync(gone);

        async Task WriteAsync(IReadOnlyList<TaskArtifact> work) => await items.WriteAsync(
            new DeletionPlan(repository, target.Destination.Endpoint, target.Repository, [.. work], inScope) { Chunk = chunk++ }, cancellationToken);
    }

    /// <summary>What is to be removed; null when the source has it, or the destination has it not.</summary>
    private async Task<TaskArtifact?> GoneAsync(string repository, PlanTarget target, ScopedTag tag, CancellationToken cancellationToken)
    {
        var atSource = await Resolution.OfAsync(request.Source, repository, tag.Reference, gate, cancellationToken);
        if (atSource.Error is not null)
        {
            throw atSource.Error;
        }

        if (atSource.Digest is not null)
        {
            return null;
        }

        var there = await Resolution.OfAsync(target.Destination.View, target.Repository, tag.Reference, gate, cancellationToken);
        if (there.Error is not null)
        {
            throw there.Error;
        }

        var (endpoint, name) = (target.Destination.Endpoint, Grammar.IsTag(tag.Reference) ? tag.Reference : null);
        if (there.Digest is not null && request.Others.BringerOf(repository, endpoint, target.Repository, name) is { } other)
        {
            await items.WriteAsync(new FilteredArtifact(target.Repository, tag.Reference, $"gone from {repository} at the source, but stays at {endpoint}: rule {other} brings it there as well"), cancellationToken);
            return null;
        }

        return there.Digest is { } digest ? new TaskArtifact { Tag = name, Digest = digest } : null;
    }

    private async IAsyncEnumerable<ScopedTag> InScopeAsync(PlanTarget target, IReadOnlySet<string> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tag in target.Destination.View.ListTagsAsync(target.Repository, cancellationToken).WithCancellation(cancellationToken))
        {
            if (AttachmentTag.SubjectOf(tag) is null && request.Filters.MatchesTag(tag))
            {
                yield return new ScopedTag(tag, !seen.Contains(tag));
            }
        }
    }

    private async IAsyncEnumerable<ScopedTag> NamedAsync(PlanTarget target, RepositoryScope deleted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (deleted.IsWhole)
        {
            await foreach (var tag in InScopeAsync(target, new HashSet<string>(StringComparer.Ordinal), cancellationToken).WithCancellation(cancellationToken))
            {
                yield return tag;
            }

            yield break;
        }

        foreach (var tag in deleted.Tags.Select(tag => tag.Key).Where(tag => AttachmentTag.SubjectOf(tag) is not null || request.Filters.MatchesTag(tag)))
        {
            yield return new ScopedTag(tag, true);
        }

        if (deleted.Digests.Count == 0)
        {
            yield break;
        }

        // A registry that deletes by digest does not name the tags that went with it: they are those that stand for it at the destination.
        var candidates = target.Destination.View.ListTagsAsync(target.Repository, cancellationToken)
            .Where(tag => (AttachmentTag.SubjectOf(tag) is not null || request.Filters.MatchesTag(tag)) && !deleted.Tags.Contains(tag));
        await foreach (var stretch in candidates.Chunk(ReplicationTaskSpec.MaxArtifacts).WithCancellation(cancellationToken))
        {
            var found = await Task.WhenAll(stretch.Select(tag => Resolution.OfAsync(target.Destination.View, target.Repository, tag, gate, cancellationToken)));
            foreach (var (tag, there) in stretch.Zip(found))
            {
                if (there.Error is not null)
                {
                    throw there.Error;
                }

                if (there.Digest is { } digest && deleted.Digests.Contains(digest))
                {
                    yield return new ScopedTag(tag, true);
                }
            }
        }

        foreach (var digest in request.Filters.MatchesTag(null) ? deleted.Digests : [])
        {
            yield return new ScopedTag(digest, true);
        }
    }

    private async Task GuardAsync(string repository, string endpoint, Func<Task> plan, CancellationToken cancellationToken)
    {
        try
        {
            await plan();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            await items.WriteAsync(new RepositoryFailure(repository.TrimEnd('/'), endpoint, error), cancellationToken);
        }
    }

    private readonly record struct ScopedTag(string Reference, bool MayBeGone);
}
