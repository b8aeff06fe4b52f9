using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transship.Api;
using Transship.Api.Tasks;

namespace Transship.Replication.Planning;

/// <summary>Plans one repository at a time: tags in stretches, each compared with all destinations before the next is listed.</summary>
/// <param name="request">What is to be planned.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
/// <param name="items">Takes the findings.</param>
internal sealed class RepositoryPlanner(PlanRequest request, SemaphoreSlim gate, ChannelWriter<PlanItem> items)
{
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
            await foreach (var tags in ReferencesAsync(repository, targets, cancellationToken).Chunk(ReplicationTaskSpec.MaxArtifacts).WithCancellation(cancellationToken))
            {
                if (!await PlanChunkAsync(repository, targets, tags, chunk++, cancellationToken))
                {
                    return;
                }
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            await items.WriteAsync(new RepositoryFailure(repository, null, error) { Artifacts = targets.Count }, cancellationToken);
        }
    }

    private async Task<List<PlanTarget>> MapAsync(string repository, CancellationToken cancellationToken)
    {
        var targets = new List<PlanTarget>(request.Destinations.Count);
        foreach (var destination in request.Destinations)
        {
            if (destination.Mapping.TryMap(repository, out var mapped, out var error) && !FeedsItself(destination, repository, mapped, out error))
            {
                targets.Add(new PlanTarget(destination, mapped));
            }
            else
            {
                var invalid = new PlanException(ConditionReasons.InvalidSpec, error);
                await items.WriteAsync(new RepositoryFailure(repository, destination.Endpoint, invalid), cancellationToken);
            }
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

    private IAsyncEnumerable<string> ReferencesAsync(string repository, List<PlanTarget> targets, CancellationToken cancellationToken) =>
        request.Scope?.Of(repository) is { IsWhole: false } scope
            ? new ScopedReferences(request, scope, () => TagsAsync(repository, cancellationToken)).SelectAsync(repository, targets, cancellationToken)
            : TagsAsync(repository, cancellationToken);

    private async IAsyncEnumerable<string> TagsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passing = PassingTagsAsync(repository, cancellationToken);
        var tags = request.Filters.Latest is { } latest ? (await latest.PickAsync(passing, cancellationToken)).ToAsyncEnumerable() : passing;
        await foreach (var tag in tags.WithCancellation(cancellationToken))
        {
            yield return tag;
        }
    }

    private async IAsyncEnumerable<string> PassingTagsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Filters.SpecificTags is { } specific)
        {
            foreach (var tag in specific)
            {
                yield return tag;
            }

            yield break;
        }

        await foreach (var tag in request.Source.ListTagsAsync(repository, cancellationToken).WithCancellation(cancellationToken))
        {
            if (request.Filters.MatchesTag(tag))
            {
                yield return tag;
            }
        }
    }

    /// <returns>Whether the next stretch is worth a try: it is not when the source refused all of this one.</returns>
    private async Task<bool> PlanChunkAsync(string repository, List<PlanTarget> targets, string[] tags, int chunk, CancellationToken cancellationToken)
    {
        var comparisons = new TagComparison[tags.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = request.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, tags.Length), options, async (i, token) =>
        {
            var source = await ResolveAsync(request.Source, repository, tags[i], token);
            var found = source.Digest is null
                ? []
                : await Task.WhenAll(targets.Select(target => ResolveAsync(target.Destination.View, target.Repository, tags[i], token)));
            comparisons[i] = new TagComparison(tags[i], source, found);
        });

        var chunkPlan = new ChunkPlan(repository, chunk, comparisons, request.Override);
        foreach (var item in chunkPlan.Items(targets))
        {
            await items.WriteAsync(item, cancellationToken);
        }

        return comparisons.Any(comparison => comparison.Source.Error is null);
    }

    private async Task<Resolution> ResolveAsync(IRegistryView view, string repository, string tag, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return new Resolution(await view.ResolveDigestAsync(repository, tag, cancellationToken), null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new Resolution(null, error);
        }
        finally
        {
            gate.Release();
        }
    }
}

/// <summary>A destination with the name that the repository has there.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Repository">The repository at the destination.</param>
internal sealed record PlanTarget(PlanDestination Destination, string Repository);

/// <summary>What a registry answered: a digest, nothing, or an error.</summary>
/// <param name="Digest">The digest; null when the tag is not there or could not be asked for.</param>
/// <param name="Error">Why it could not be asked for.</param>
internal readonly record struct Resolution(string? Digest, Exception? Error);

/// <summary>A tag at the source and at each destination.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Source">What the source has.</param>
/// <param name="Found">What the destinations have, in their order; empty when the source has nothing.</param>
internal sealed record TagComparison(string Tag, Resolution Source, Resolution[] Found);
