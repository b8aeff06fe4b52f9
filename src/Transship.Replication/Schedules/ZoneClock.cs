namespace Transship.Replication.Schedules;

/// <summary>The offsets of a time zone over time. All moments are UTC.</summary>
/// <param name="zone">The time zone.</param>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    // No zone changes its clocks twice within a day.
    private static readonly TimeSpan Stride = TimeSpan.FromDays(1);

    /// <summary>What a moment's wall clock shows beyond UTC.</summary>
    /// <param name="moment">The moment.</param>
    public TimeSpan OffsetAt(DateTime moment) => zone.GetUtcOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc));

    /// <summary>The first moment with another offset than before, after a moment and not after another one; null when the offset stays.</summary>
    /// <param name="after">The moment to start from.</param>
    /// <param name="until">The last moment.</param>
    public DateTime? FirstChange(DateTime after, DateTime until)
    {
        if (zone.Equals(TimeZoneInfo.Utc))
        {
            return null;
        }

        for (var from = after; from < until; from += Stride)
        {
            var to = until - from < Stride ? until : from + Stride;
            if (OffsetAt(from) != OffsetAt(to))
            {
                return Bisect(from, to);
            }
        }

        return null;
    }

    /// <summary>The moment itself, or, where its wall clock shows a time that was shown before, the moment from which it shows new ones.</summary>
    /// <param name="moment">The moment.</param>
    public DateTime EndOfRepetition(DateTime moment)
    {
        if (FirstChange(moment - Stride, moment) is not { } change)
        {
            return moment;
        }

        var end = change + (OffsetAt(change.AddSeconds(-1)) - OffsetAt(change));
        return end > moment ? end : moment;
    }

    private DateTime Bisect(DateTime before, DateTime changed)
    {
        var offset = OffsetAt(before);
        while (changed - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + TimeSpan.FromSeconds(Math.Floor((changed - before).TotalSeconds / 2));
            if (OffsetAt(middle) == offset)
            {
                before = middle;
            }
            else
            {
                changed = middle;
            }
        }

        return changed;
    }
}
