using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Transship.Replication.Planning;

/// <summary>
/// Compares a source with its destinations, as a stream: a few repositories at a time, of each one stretch of tags at a time, so memory does not grow with
/// the registry. The digest of a source tag is asked for once for all destinations; what is up to date is counted and costs no task.
/// </summary>
/// <param name="repositoriesAtOnce">The most repositories that are planned at the same time, each with up to a thousand tags in memory.</param>
public sealed class Planner(int repositoriesAtOnce = 8)
{
    private static readonly Dictionary<string, RepositoryScope> Nothing = [];

    /// <summary>Plans a run.</summary>
    /// <param name="request">What is to be planned.</param>
    /// <param name="cancellationToken">Ends the planning.</param>
    /// <returns>What each repository needs, in no particular order.</returns>
    /// <exception cref="Exception">The catalog of the source cannot be listed: whatever its view throws. All other errors are items.</exception>
    public async IAsyncEnumerable<PlanItem> PlanAsync(PlanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Concurrency, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<PlanItem>(repositoriesAtOnce);
        var producing = ProduceAsync(request, items.Writer, stop.Token);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            // The reader may leave early; nothing of the plan outlives it.
            await stop.CancelAsync();
            await producing;
        }
    }

    private async Task ProduceAsync(PlanRequest request, ChannelWriter<PlanItem> items, CancellationToken cancellationToken)
    {
        try
        {
            using var gate = new SemaphoreSlim(request.Concurrency);
            var claims = new DestinationClaims();
            var repositoryPlanner = new RepositoryPlanner(request, claims, gate, items);
            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(request.Concurrency, repositoriesAtOnce),
                CancellationToken = cancellationToken,
            };
            var listed = request.Deletions == PlanDeletions.Gone && request.Filters.SpecificRepositories is null ? new HashSet<string>(StringComparer.Ordinal) : null;
            await Parallel.ForEachAsync(
                ClaimedAsync(request, claims, listed, items, cancellationToken),
                options,
                async (repository, token) => await repositoryPlanner.PlanAsync(repository, token));
            if (listed is not null)
            {
                await repositoryPlanner.PlanGoneRepositoriesAsync(listed.Contains, options, cancellationToken);
            }

            var named = (request.Deletions == PlanDeletions.Named ? request.Scope?.Deleted ?? Nothing : Nothing).Where(deleted => request.Filters.MatchesRepository(deleted.Key));
            await Parallel.ForEachAsync(named, options, async (deleted, token) => await repositoryPlanner.PlanDeletedAsync(deleted.Key, deleted.Value, token));
            items.Complete();
        }
        catch (Exception error)
        {
            items.Complete(error);
        }
    }

    /// <summary>The repositories in the order of the listing, in which names at the destinations are claimed.</summary>
    private static async IAsyncEnumerable<string> ClaimedAsync(
        PlanRequest request, DestinationClaims claims, HashSet<string>? listed, ChannelWriter<PlanItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var repository in RepositoriesAsync(request, items, cancellationToken).WithCancellation(cancellationToken))
        {
            claims.Claim(repository, request.Destinations);
            listed?.Add(repository);
            yield return repository;
        }
    }

    private static async IAsyncEnumerable<string> RepositoriesAsync(
        PlanRequest request, ChannelWriter<PlanItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Scope is { } scope)
        {
            foreach (var repository in scope.Repositories.Where(request.Filters.MatchesRepository))
            {
                yield return repository;
            }

            yield break;
        }

        if (request.Filters.SpecificRepositories is { } specific)
        {
            foreach (var repository in specific)
            {
                yield return repository;
            }

            yield break;
        }

        await foreach (var repository in request.Source.ListRepositoriesAsync(request.Filters.Prefix, cancellationToken).WithCancellation(cancellationToken))
        {
            if (request.Filters.RefusalOfRepository(repository) is not { } refusal)
            {
                yield return repository;
            }
            else if (request.Explain)
            {
                await items.WriteAsync(new FilteredArtifact(repository, null, refusal), cancellationToken);
            }
        }
    }
}
