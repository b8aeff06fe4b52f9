using System.Collections.Concurrent;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Finalizers;

namespace Transship.Runtime.Controllers;

/// <summary>What one visit of a key does: tell the controller of a deletion, finalize or tell of its end, or attach finalizers and reconcile.</summary>
internal sealed class Reconciler<TEntity>(IEntityController<TEntity> controller, IEntityCache<TEntity> cache, FinalizerRunner<TEntity>? finalizers)
    where TEntity : class, IKubernetesObject
{
    private readonly ConcurrentDictionary<NamespacedName, TEntity> _deleted = new();

    internal int Remembered => _deleted.Count;

    /// <summary>Keeps the last state of an entity that is gone until the controller was told of it.</summary>
    internal void Remember(TEntity deleted) => _deleted[NamespacedName.Of(deleted)] = deleted;

    /// <summary>The generation that a visit of the key would read.</summary>
    internal long? GenerationOf(NamespacedName key) => cache.Get(key)?.Metadata.Generation;

    /// <summary>Visits a key; null when there is nothing to do for it.</summary>
    internal async Task<ReconciliationResult<TEntity>?> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (_deleted.TryGetValue(key, out var deleted))
        {
            var told = await controller.DeletedAsync(deleted, cancellationToken);
            if (!told.IsSuccess && !told.IsTerminal)
            {
                return told;
            }

            _deleted.TryRemove(KeyValuePair.Create(key, deleted));
            if (cache.Get(key) is null)
            {
                return told;
            }
        }

        var entity = cache.Get(key);
        return entity switch
        {
            null => null,
            { Metadata.DeletionTimestamp: not null } => await EndAsync(entity, cancellationToken),
            _ => await ReconcileLivingAsync(entity, cancellationToken),
        };
    }

    private async Task<ReconciliationResult<TEntity>?> EndAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var finalized = finalizers is null ? null : await finalizers.FinalizeAsync(entity, cancellationToken); // F3
        return finalized is { IsSuccess: false } ? finalized : await controller.TerminatingAsync(entity, cancellationToken);
    }

    private async Task<ReconciliationResult<TEntity>?> ReconcileLivingAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var attached = finalizers is null ? entity : await finalizers.AttachAsync(entity, cancellationToken); // F1
        return attached is null ? null : await controller.ReconcileAsync(attached, cancellationToken);
    }
}
