using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Client;

/// <summary>Whole collections, read page by page.</summary>
public static class PagedListing
{
    /// <summary>Objects a page (R2).</summary>
    public const int PageSize = 500;

    /// <summary>All objects of a collection. A page token that expires on the way is answered with one list that is not paged (R2).</summary>
    /// <param name="client">The client.</param>
    /// <param name="query">Which objects; a version in it means that the server's cache answers, and that does not page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KubernetesException">The server refused.</exception>
    public static async Task<EntityList<T>> ListAllAsync<T>(this IKubernetesClient client, ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (!string.IsNullOrEmpty(query.ResourceVersion))
        {
            return await client.ListAsync<T>(query with { Limit = null, Continue = null }, cancellationToken);
        }

        var page = await client.ListAsync<T>(query with { Limit = query.Limit ?? PageSize, Continue = null }, cancellationToken);
        var items = new List<T>(page.Items);
        var undecodable = new List<UndecodableObject>(page.Undecodable);
        while (!string.IsNullOrEmpty(page.Metadata.Continue))
        {
            try
            {
                page = await client.ListAsync<T>(query with { Limit = query.Limit ?? PageSize, Continue = page.Metadata.Continue }, cancellationToken);
            }
            catch (KubernetesException e) when (e.IsGone)
            {
                return await client.ListAsync<T>(query with { Limit = null, Continue = null }, cancellationToken);
            }

            items.AddRange(page.Items);
            undecodable.AddRange(page.Undecodable);
        }

        return page with { Items = items, Undecodable = undecodable };
    }
}
