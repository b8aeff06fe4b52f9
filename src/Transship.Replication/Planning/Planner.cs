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
            var repositoryPlanner = new RepositoryPlanner(request, gate, items);
            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(request.Concurrency, repositoriesAtOnce),
                CancellationToken = cancellationToken,
            };
            await Parallel.ForEachAsync(
                RepositoriesAsync(request, cancellationToken),
                options,
                async (repository, token) => await repositoryPlanner.PlanAsync(repository, token));
            items.Complete();
        }
        catch (Exception error)
        {
            items.Complete(error);
        }
    }

    private static async IAsyncEnumerable<string> RepositoriesAsync(PlanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
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

        await foreach (var repository in request.Source.ListRepositoriesAsync(cancellationToken).WithCancellation(cancellationToken))
        {
            if (request.Filters.MatchesRepository(repository))
            {
                yield return repository;
            }
        }
    }
}
