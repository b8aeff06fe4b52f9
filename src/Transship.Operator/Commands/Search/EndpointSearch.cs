using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Providers;
using Transship.Providers.OciLayout;
using Transship.Registry.Errors;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Operator.Commands.Search;

/// <summary>Searches the repositories of an endpoint by a part of their name.</summary>
/// <param name="connections">Connects to endpoints.</param>
/// <param name="keyword">The part, in any case.</param>
/// <param name="limit">The most repositories of an endpoint.</param>
/// <param name="patience">How long an endpoint may take.</param>
internal sealed class EndpointSearch(EndpointConnections connections, string keyword, int limit, TimeSpan patience)
{
    /// <summary>Tags are counted up to here.</summary>
    public const int MaxTags = 100;

    /// <summary>Names that are looked at: a registry may list millions.</summary>
    internal const int MaxListed = 100_000;

    private const int RepositoriesAtOnce = 8;

    /// <summary>Searches. What goes wrong stands in the result, beside what was found by then.</summary>
    public async Task<SearchResult> FindAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(patience);
        var names = new List<string>();
        try
        {
            if (endpoint.Spec.Type == OciLayoutProvider.TypeName)
            {
                throw new ReasonedException(ConditionReasons.Unsupported, "It is a folder of the operator's, which is out of reach from here.");
            }

            using var connection = await connections.OpenAsync(endpoint, time.Token);
            var view = new RegistryView(connection);
            var isCut = await ListAsync(connection, view, names, time.Token);
            var hits = new SearchHit[names.Count];
            var options = new ParallelOptions { MaxDegreeOfParallelism = RepositoriesAtOnce, CancellationToken = time.Token };
            await Parallel.ForAsync(0, names.Count, options, async (i, token) => hits[i] = await LookAsync(view, names[i], token));
            return new SearchResult(endpoint, [.. hits.OrderBy(hit => hit.Repository, StringComparer.Ordinal)], isCut, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = e is OperationCanceledException
                ? new FailureReason(ConditionReasons.Timeout, $"It was not searched to the end within {patience.TotalSeconds:0} s: raise --timeout.", CanHeal: true)
                : FailureReason.Of(e);
            return new SearchResult(endpoint, [.. names.Order(StringComparer.Ordinal).Select(name => new SearchHit(name, null, 0, null))], false, failure);
        }
    }

    /// <summary>Lists the names that match; true when there are more.</summary>
    private async Task<bool> ListAsync(EndpointConnection connection, RegistryView view, List<string> names, CancellationToken cancellationToken)
    {
        if (connection.Registry is not IRepositoryListing listing)
        {
            // What cannot be listed may still be there under the very name.
            if (!await view.ListTagsAsync(keyword, cancellationToken).AnyAsync(cancellationToken))
            {
                throw new ReasonedException(ConditionReasons.Unsupported, $"It does not list its repositories, and has none of the very name '{keyword}'.");
            }

            names.Add(keyword);
            return false;
        }

        var listed = 0;
        await foreach (var name in listing.ListRepositoriesAsync("", cancellationToken))
        {
            var matches = name.Contains(keyword, StringComparison.OrdinalIgnoreCase);
            if ((matches && names.Count == limit) || listed++ == MaxListed)
            {
                return true;
            }

            if (matches)
            {
                names.Add(name);
            }
        }

        return false;
    }

    /// <summary>What a repository holds. One that may be listed and not read is shown all the same.</summary>
    private static async Task<SearchHit> LookAsync(RegistryView view, string repository, CancellationToken cancellationToken)
    {
        try
        {
            var tags = await view.ListTagsAsync(repository, cancellationToken).Where(tag => !AttachmentTag.IsOne(tag)).Take(MaxTags + 1).ToListAsync(cancellationToken);
            var facts = tags.Count == 0 ? null : await view.InspectAsync(repository, tags[^1], FactKinds.Kind, cancellationToken);
            return new SearchHit(repository, facts?.Kind, tags.Count, tags.Count == 0 ? null : tags[^1]);
        }
        catch (RegistryException)
        {
            return new SearchHit(repository, null, 0, null);
        }
    }
}
