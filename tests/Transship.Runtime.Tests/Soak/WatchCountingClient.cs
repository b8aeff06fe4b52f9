using System.Runtime.CompilerServices;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Tests.Soak;

/// <summary>How many watches are open.</summary>
internal sealed class WatchCount
{
    public int Open;
}

/// <summary>A client that counts the watches which are open through it.</summary>
internal sealed class WatchCountingClient(IKubernetesClient inner, WatchCount count) : IKubernetesClient
{
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        Interlocked.Increment(ref count.Open);
        try
        {
            await foreach (var change in inner.WatchAsync<T>(query, cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            Interlocked.Decrement(ref count.Open);
        }
    }

    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.GetAsync<T>(name, @namespace, cancellationToken);

    public Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.ListAsync<T>(query, cancellationToken);

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.CreateAsync(entity, cancellationToken);

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.UpdateAsync(entity, cancellationToken);

    public Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.PatchAsync<T>(name, @namespace, patch, cancellationToken);

    public Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.DeleteAsync<T>(name, @namespace, options, cancellationToken);
}
