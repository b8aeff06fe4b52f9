using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Testing.Time;

namespace Transship.Testing.Kubernetes;

/// <summary>An API server whose lists and watches a test answers by hand, one after the other.</summary>
/// <typeparam name="TEntity">The kind that it serves.</typeparam>
public sealed class ScriptedCluster<TEntity> : IKubernetesClient
    where TEntity : class, IKubernetesObject
{
    private readonly Channel<ScriptedList<TEntity>> _lists = Channel.CreateUnbounded<ScriptedList<TEntity>>();
    private readonly Channel<ScriptedWatch<TEntity>> _watches = Channel.CreateUnbounded<ScriptedWatch<TEntity>>();

    /// <summary>The next list that is asked for.</summary>
    public Task<ScriptedList<TEntity>> NextListAsync() => _lists.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <summary>The next watch that is asked for.</summary>
    public Task<ScriptedWatch<TEntity>> NextWatchAsync() => _watches.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <inheritdoc/>
    public async Task<EntityList<T>> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var list = new ScriptedList<TEntity>(query);
        _lists.Writer.TryWrite(list);
        return (EntityList<T>)(object)await list.Answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var watch = new ScriptedWatch<TEntity>(query);
        _watches.Writer.TryWrite(watch);
        try
        {
            await foreach (var frame in watch.Frames(cancellationToken))
            {
                yield return (WatchEvent<T>)(object)frame;
            }
        }
        finally
        {
            watch.Leave();
        }
    }

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(string name, string? @namespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(string name, string? @namespace, Patch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync<T>(string name, string? @namespace, DeleteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();
}
