using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Queue;

/// <summary>Lets code outside a reconcile (a task that finished, a timer) ask for one.</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public interface IEntityQueue<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>Makes a key due. A key that is due already stays due once; one in work comes again when done (Q1).</summary>
    /// <param name="key">The key.</param>
    /// <param name="delay">After how long; the earliest of several counts (Q4).</param>
    /// <param name="canWait">Whether keys of objects that just changed go first (Q6).</param>
    void Enqueue(NamespacedName key, TimeSpan delay = default, bool canWait = false);
}
