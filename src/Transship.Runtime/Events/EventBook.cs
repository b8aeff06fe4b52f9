using Transship.Kubernetes.Models;

namespace Transship.Runtime.Events;

/// <summary>Decides what becomes of an event: a new one, a further one of a series, or nothing (E1, E2). Not thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="shares">How many books share the memory.</param>
internal sealed class EventBook(TimeProvider time, int shares = 1)
{
    /// <summary>A series without a further event for this long is over.</summary>
    internal static readonly TimeSpan SeriesEnds = TimeSpan.FromMinutes(6);

    /// <summary>A running series is told to the server this often.</summary>
    internal static readonly TimeSpan SeriesRefresh = TimeSpan.FromMinutes(30);

    internal const int MaxSeries = 4096;

    private readonly RecentlyUsed<EventKey, EventSeries> _series = new(MaxSeries / shares);
    private readonly SpamFilter _filter = new(time, shares);

    internal int Count => _series.Count;

    /// <summary>Enters an event. Returns what has to be written: a new event, a series, or null.</summary>
    /// <param name="key">What makes it the same as others.</param>
    /// <param name="make">Makes the new event.</param>
    /// <param name="isSpam">Whether it was refused for its number.</param>
    internal EventSeries? Enter(EventKey key, Func<V1Event> make, out bool isSpam)
    {
        var now = time.GetUtcNow();
        isSpam = false;
        if (_series.TryGet(key, out var known) && now - known.LastSeen < SeriesEnds)
        {
            known.Repeat(now);
            return known.WrittenCount == 1 || now - known.LastWritten >= SeriesRefresh ? known : null;
        }

        if (!_filter.Allows(key))
        {
            isSpam = true;
            return null;
        }

        var series = new EventSeries(make(), now);
        _series.Set(key, series);
        return series;
    }

    /// <summary>Drops an event that the server did not take: the next one is new.</summary>
    internal void Forget(EventKey key) => _series.Remove(key);

    /// <summary>Ends the series that are over; returns those whose last count is not written yet, and running ones that are due.</summary>
    internal IReadOnlyList<EventSeries> Sweep()
    {
        var now = time.GetUtcNow();
        var due = new List<EventSeries>();
        foreach (var (key, series) in _series.Entries.ToList())
        {
            var isOver = now - series.LastSeen >= SeriesEnds;
            if (isOver)
            {
                _series.Remove(key);
            }

            if (series.HasUnwritten && (isOver || now - series.LastWritten >= SeriesRefresh))
            {
                due.Add(series);
            }
        }

        return due;
    }
}
