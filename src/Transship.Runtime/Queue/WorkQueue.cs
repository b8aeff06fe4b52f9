using Transship.Kubernetes.Entities;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Queue;

/// <summary>The keys that a controller has to look at (Q1 to Q9). No key is ever with two workers at once.</summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ReadyKeys _ready = new();
    private readonly Dictionary<NamespacedName, int> _dirtyInWork = [];
    private readonly Dictionary<NamespacedName, long> _processing = [];
    private readonly SemaphoreSlim _available = new(0);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RetryDelays _retries;
    private readonly DelayedKeys _delayed;
    private readonly TimeProvider _time;
    private readonly QueueMetrics _metrics;
    private bool _isShutDown;

    internal WorkQueue(string name, TimeSpan firstRetry, TimeSpan longestRetry, TimeProvider time, RuntimeMetrics metrics)
    {
        _time = time;
        _retries = new RetryDelays(firstRetry, longestRetry, time);
        _delayed = new DelayedKeys(time, (key, priority) => Add(key, priority));
        _metrics = metrics.ForQueue(name, Measure);
    }

    /// <summary>Keys that wait for a worker.</summary>
    internal int Depth
    {
        get
        {
            lock (_gate)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Keys that wait for their time.</summary>
    internal int Delayed => _delayed.Count;

    internal bool IsShutDown
    {
        get
        {
            lock (_gate)
            {
                return _isShutDown;
            }
        }
    }

    /// <summary>Completes after <see cref="ShutDown"/> when no key is with a worker.</summary>
    internal Task Drained => _drained.Task;

    internal void Add(NamespacedName key, int priority = Priority.Live)
    {
        lock (_gate)
        {
            if (_isShutDown)
            {
                return; // Q9
            }

            if (_processing.ContainsKey(key))
            {
                MarkDirty(key, priority);
            }
            else if (_ready.Add(key, priority, _time.GetTimestamp()))
            {
                _metrics.Added();
                _available.Release();
            }
        }
    }

    internal void AddAfter(NamespacedName key, TimeSpan delay, int priority = Priority.Live)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key, priority);
        }
        else
        {
            _delayed.Add(key, delay, priority);
        }
    }

    /// <summary>Adds a key that failed, after its back-off (Q2).</summary>
    internal void AddRateLimited(NamespacedName key, int priority = Priority.Live)
    {
        _metrics.Retried();
        AddAfter(key, _retries.Next(key), priority);
    }

    /// <summary>Adds a key that failed after a time of the caller's choice; the failure counts nevertheless.</summary>
    internal void AddFailed(NamespacedName key, TimeSpan delay, int priority)
    {
        _metrics.Retried();
        _retries.Count(key);
        AddAfter(key, delay, priority);
    }

    /// <summary>Resets the back-off of a key (Q3).</summary>
    internal void Forget(NamespacedName key) => _retries.Forget(key);

    /// <summary>How often a key failed since it was last forgotten.</summary>
    internal int Failures(NamespacedName key) => _retries.Failures(key);

    /// <summary>The next key; null when the queue is shut down.</summary>
    internal async Task<WorkItem?> GetAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_isShutDown)
            {
                _available.Release(); // the next one that waits has to hear it too
                return null;
            }

            _ready.TryTake(out var item, out var addedAt);
            var now = _time.GetTimestamp();
            _processing.Add(item.Key, now);
            _metrics.Taken(_time.GetElapsedTime(addedAt, now));
            return item;
        }
    }

    /// <summary>Gives a key back; it is due again if it was added in the meantime.</summary>
    internal void Done(NamespacedName key)
    {
        lock (_gate)
        {
            if (!_processing.Remove(key, out var since))
            {
                throw new InvalidOperationException($"{key} is not in work.");
            }

            _metrics.Done(_time.GetElapsedTime(since));
            if (_dirtyInWork.Remove(key, out var priority) && !_isShutDown)
            {
                _ready.Add(key, priority, _time.GetTimestamp());
                _available.Release();
            }

            CompleteDrain();
        }
    }

    /// <summary>Takes no more keys and hands out none; <see cref="Drained"/> tells when the last worker is done (Q9).</summary>
    internal void ShutDown()
    {
        lock (_gate)
        {
            if (_isShutDown)
            {
                return;
            }

            _isShutDown = true;
            _available.Release();
            CompleteDrain();
        }

        _delayed.Dispose();
    }

    public void Dispose()
    {
        ShutDown();
        _metrics.Dispose();
    }

    private void MarkDirty(NamespacedName key, int priority)
    {
        if (!_dirtyInWork.TryGetValue(key, out var known))
        {
            _metrics.Added();
            _dirtyInWork[key] = priority;
        }
        else if (priority > known)
        {
            _dirtyInWork[key] = priority;
        }
    }

    private void CompleteDrain()
    {
        if (_isShutDown && _processing.Count == 0)
        {
            _drained.TrySetResult();
        }
    }

    private QueueMeasure Measure()
    {
        lock (_gate)
        {
            var ages = _processing.Values.Select(since => _time.GetElapsedTime(since)).ToList();
            return new QueueMeasure(_ready.Count, ages.Aggregate(TimeSpan.Zero, (sum, age) => sum + age), ages.DefaultIfEmpty().Max());
        }
    }
}
