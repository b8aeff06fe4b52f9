using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Queue;

/// <summary>Keys that become due later: the earliest time of each key counts, and one timer wakes for the next of all (Q4).</summary>
internal sealed class DelayedKeys : IDisposable
{
    /// <summary>Timers take no more than 49 days; a later one is armed again on the way.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly SortedSet<Entry> _order = new(Comparer<Entry>.Create(Compare));
    private readonly Dictionary<NamespacedName, Entry> _entries = [];
    private readonly TimeProvider _time;
    private readonly Action<NamespacedName, int> _due;
    private readonly ITimer _timer;
    private readonly long _epoch;
    private long _sequence;
    private bool _isDisposed;

    internal DelayedKeys(TimeProvider time, Action<NamespacedName, int> due)
    {
        _time = time;
        _due = due;
        _epoch = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((DelayedKeys)self!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    internal void Add(NamespacedName key, TimeSpan delay, int priority)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            var due = Saturated(_time.GetElapsedTime(_epoch), delay);
            if (_entries.TryGetValue(key, out var known))
            {
                _order.Remove(known);
                due = known.Due < due ? known.Due : due;
                priority = Math.Max(known.Priority, priority);
            }

            var entry = new Entry(due, _sequence++, key, priority);
            _entries[key] = entry;
            _order.Add(entry);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _entries.Clear();
            _order.Clear();
        }

        _timer.Dispose();
    }

    private void Wake()
    {
        var due = new List<Entry>();
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_epoch);
            while (_order.Count > 0 && _order.Min is var first && first.Due <= now)
            {
                _order.Remove(first);
                _entries.Remove(first.Key);
                due.Add(first);
            }

            Arm();
        }

        due.ForEach(entry => _due(entry.Key, entry.Priority));
    }

    private void Arm()
    {
        if (_order.Count == 0 || _isDisposed)
        {
            return;
        }

        var wait = _order.Min.Due - _time.GetElapsedTime(_epoch);
        wait = wait > LongestTimer ? LongestTimer : wait;

        // Timers cut to whole milliseconds: rounding up keeps them from firing just before the time.
        var milliseconds = Math.Max(0, Math.Ceiling(wait.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Saturated(TimeSpan now, TimeSpan delay) => delay > TimeSpan.MaxValue - now ? TimeSpan.MaxValue : now + delay;

    private static int Compare(Entry a, Entry b)
    {
        var byDue = a.Due.CompareTo(b.Due);
        return byDue != 0 ? byDue : a.Sequence.CompareTo(b.Sequence);
    }

    private readonly record struct Entry(TimeSpan Due, long Sequence, NamespacedName Key, int Priority);
}
