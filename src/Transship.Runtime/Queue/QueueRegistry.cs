using System.Collections.Concurrent;
using Transship.Runtime.Controllers;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Queue;

/// <summary>The queue of each controller. It outlives its controller, so that others can ask for reconciles before it runs.</summary>
internal sealed class QueueRegistry(TimeProvider time, RuntimeMetrics metrics) : IDisposable
{
    private readonly ConcurrentDictionary<IControllerRegistration, Lazy<WorkQueue>> _queues = new();

    internal WorkQueue For(IControllerRegistration registration) => _queues.GetOrAdd(
        registration,
        known => new Lazy<WorkQueue>(() => new WorkQueue(known.Name, known.FirstRetry, known.LongestRetry, time, metrics))).Value;

    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Value.Dispose();
        }
    }
}
