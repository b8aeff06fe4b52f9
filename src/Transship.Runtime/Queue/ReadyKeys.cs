using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Queue;

/// <summary>Keys in the order in which workers take them: by priority, then first come first served (Q6). Not thread-safe.</summary>
internal sealed class ReadyKeys
{
    private readonly SortedSet<Entry> _order = new(Comparer<Entry>.Create(Compare));
    private readonly Dictionary<NamespacedName, Entry> _entries = [];
    private long _sequence;

    internal int Count => _entries.Count;

    /// <summary>Adds a key, or raises the priority of one that waits; never lowers it. True when the key is new.</summary>
    internal bool Add(NamespacedName key, int priority, long addedAt)
    {
        if (!_entries.TryGetValue(key, out var known))
        {
            Put(new Entry(priority, _sequence++, addedAt, key));
            return true;
        }

        if (priority > known.Priority)
        {
            _order.Remove(known);
            Put(new Entry(priority, _sequence++, known.AddedAt, key));
        }

        return false;
    }

    internal bool TryTake(out WorkItem item, out long addedAt)
    {
        if (_order.Count == 0)
        {
            (item, addedAt) = (default, 0);
            return false;
        }

        var first = _order.Min;
        _order.Remove(first);
        _entries.Remove(first.Key);
        (item, addedAt) = (new WorkItem(first.Key, first.Priority), first.AddedAt);
        return true;
    }

    private void Put(Entry entry)
    {
        _entries[entry.Key] = entry;
        _order.Add(entry);
    }

    private static int Compare(Entry a, Entry b)
    {
        var byPriority = b.Priority.CompareTo(a.Priority);
        return byPriority != 0 ? byPriority : a.Sequence.CompareTo(b.Sequence);
    }

    private readonly record struct Entry(int Priority, long Sequence, long AddedAt, NamespacedName Key);
}
