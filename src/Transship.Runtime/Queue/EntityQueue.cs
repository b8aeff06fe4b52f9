using Transship.Kubernetes.Entities;
using Transship.Runtime.Controllers;

namespace Transship.Runtime.Queue;

/// <summary>Reaches all controllers of a kind.</summary>
internal sealed class EntityQueue<TEntity>(QueueRegistry queues, IEnumerable<IControllerRegistration> controllers) : IEntityQueue<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly WorkQueue[] _queues =
        [.. controllers.Where(controller => controller.Entity == typeof(TEntity)).Select(controller => queues.For(controller))];

    public void Enqueue(NamespacedName key, TimeSpan delay = default, bool canWait = false)
    {
        foreach (var queue in _queues)
        {
            queue.AddAfter(key, delay, canWait ? Priority.FollowUp : Priority.Live);
        }
    }
}
