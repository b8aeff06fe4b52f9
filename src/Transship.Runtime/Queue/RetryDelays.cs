using System.Collections.Concurrent;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Queue;

/// <summary>How long a key that failed waits: its own exponential delay or the queue's overall rate, whichever is longer (Q2).</summary>
internal sealed class RetryDelays(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private const double RetriesPerSecond = 10;
    private const int Burst = 100;

    private readonly ConcurrentDictionary<NamespacedName, int> _failures = new();
    private readonly TokenBucket _overall = new(RetriesPerSecond, Burst, time);

    internal int Tracked => _failures.Count;

    internal int Failures(NamespacedName key) => _failures.GetValueOrDefault(key);

    internal TimeSpan Next(NamespacedName key)
    {
        var failures = Count(key) - 1;
        var ticks = first.Ticks * Math.Pow(2, Math.Min(failures, 60));
        var own = ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
        var overall = _overall.Reserve();
        return own > overall ? own : overall;
    }

    /// <summary>Counts a failure; returns how many there were in a row.</summary>
    internal int Count(NamespacedName key) => _failures.AddOrUpdate(key, 1, (_, known) => known + 1);

    internal void Forget(NamespacedName key) => _failures.TryRemove(key, out _);
}
