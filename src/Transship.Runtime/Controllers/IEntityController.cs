using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Controllers;

/// <summary>Brings the world to the state that an entity asks for. Called by one worker at a time for a given key (Q1).</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>The entity is new, changed, due again, or something that it depends on changed. Level-driven: decide by state.</summary>
    /// <param name="entity">The entity as the cache knows it; immutable (Q11).</param>
    /// <param name="cancellationToken">Cancelled when leadership or the process ends.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>
    /// The entity is being deleted and waits for what others have to do, such as a foreground deletion; finalizers of ours are done.
    /// Stop what goes on for it. May come several times; KubeOps has no such call, and by default nothing is done.
    /// </summary>
    /// <param name="entity">The entity as the cache knows it; immutable (Q11).</param>
    /// <param name="cancellationToken">Cancelled when leadership or the process ends.</param>
    Task<ReconciliationResult<TEntity>> TerminatingAsync(TEntity entity, CancellationToken cancellationToken) =>
        Task.FromResult(ReconciliationResult<TEntity>.Success(entity));

    /// <summary>The entity is gone. Clean up what is held in memory for it; external clean-up belongs in a finalizer.</summary>
    /// <param name="entity">Its last known state, possibly stale (R3).</param>
    /// <param name="cancellationToken">Cancelled when leadership or the process ends.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
