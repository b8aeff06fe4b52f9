using Transship.Kubernetes.Entities;
using Transship.Runtime.Controllers;

namespace Transship.Runtime.Finalizers;

/// <summary>Cleans up before an entity goes. Idempotent: what is gone already is success (F2).</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>Cleans up. On success the finalizer is taken off the entity; anything else comes back to it.</summary>
    /// <param name="entity">The entity, its deletion timestamp set.</param>
    /// <param name="cancellationToken">Cancelled when leadership or the process ends.</param>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
