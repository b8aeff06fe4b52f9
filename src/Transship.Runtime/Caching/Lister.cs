using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>Reads a whole collection, paged only where the server would read its database anyway (R2).</summary>
internal sealed class Lister<TEntity>(IKubernetesClient client, ReflectorOptions options)
    where TEntity : class, IKubernetesObject
{
    internal const int PageSize = 500;

    /// <summary>Lists all; an empty version asks for the newest state, "0" for any cached one, another for one at least as new.</summary>
    internal async Task<EntityList<TEntity>> ListAsync(string version, CancellationToken cancellationToken)
    {
        var whole = new ListQuery
        {
            Namespace = options.Namespace,
            LabelSelector = options.LabelSelector,
            ResourceVersion = version.Length == 0 ? null : version,
        };
        var query = version.Length == 0 ? whole with { Limit = PageSize } : whole;
        var page = await client.ListAsync<TEntity>(query, cancellationToken);
        var items = new List<TEntity>(page.Items);
        var undecodable = new List<UndecodableObject>(page.Undecodable);
        while (page.Metadata.Continue is { Length: > 0 } token)
        {
            try
            {
                page = await client.ListAsync<TEntity>(query with { Continue = token, ResourceVersion = null }, cancellationToken);
            }
            catch (KubernetesException error) when (error.IsGone)
            {
                return await client.ListAsync<TEntity>(whole, cancellationToken); // R2: the token expired in mid-list
            }

            items.AddRange(page.Items);
            undecodable.AddRange(page.Undecodable);
        }

        return page with { Items = items, Undecodable = undecodable };
    }
}
