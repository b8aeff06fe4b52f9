using System.Diagnostics.CodeAnalysis;

namespace Transship.Replication.Schedules;

/// <summary>
/// A cron expression in a time zone. When clocks are put forward, a time of day that is left out ticks at the moment of the change; when they are put back,
/// a time of day that comes twice ticks at the first. Expressions that mean "every so often" (with a star, range or step below the day) follow real time.
/// </summary>
public sealed class Schedule
{
    private readonly CronExpression _expression;
    private readonly ZoneClock _clock;

    private Schedule(CronExpression expression, TimeZoneInfo zone)
    {
        _expression = expression;
        _clock = new ZoneClock(zone);
    }

    /// <summary>Reads a schedule.</summary>
    /// <param name="cron">The cron expression.</param>
    /// <param name="timeZone">The time zone's name in the IANA database; null for UTC.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="error">What is wrong with it, one sentence that names the field.</param>
    public static bool TryCreate(string? cron, string? timeZone, [NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        if (!CronExpression.TryParse(cron, out var expression, out var cronError))
        {
            error = $"cron, {cronError}";
            return false;
        }

        if (!TimeZones.TryFind(timeZone, out var zone, out var zoneError))
        {
            error = $"timeZone: {zoneError}";
            return false;
        }

        error = null;
        schedule = new Schedule(expression, zone);
        return true;
    }

    /// <summary>The first tick after a moment; null when there is none for nine years.</summary>
    /// <param name="after">The moment; a tick at this very moment is not meant.</param>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        // The offset is that of the moment itself: a change in the second that follows may be a tick.
        var known = new DateTime(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var from = known.AddSeconds(1);
        if (!_expression.IsInterval && _clock.EndOfRepetition(from) is { } end && end > from)
        {
            known = from = end;
        }

        while (_expression.FirstFrom(from + _clock.OffsetAt(known)) is { } wall)
        {
            var offset = _clock.OffsetAt(known);
            var tick = wall - offset;
            if (_clock.FirstChange(known, tick) is not { } change)
            {
                return new DateTimeOffset(tick.Ticks, TimeSpan.Zero);
            }

            var shift = _clock.OffsetAt(change) - offset;
            if (!_expression.IsInterval && wall < change + offset + shift)
            {
                return new DateTimeOffset(change.Ticks, TimeSpan.Zero);
            }

            known = from = _expression.IsInterval || shift > TimeSpan.Zero ? change : change - shift;
        }

        return null;
    }

    /// <summary>The latest tick after a moment and not after another one; null when there is none in between.</summary>
    /// <param name="after">The moment before; a tick at this very moment is not meant.</param>
    /// <param name="until">The moment behind; a tick at this very moment is meant.</param>
    public DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset until)
    {
        if (Next(after) is not { } latest || latest > until)
        {
            return null;
        }

        // Between high and until there is no tick.
        var high = until;
        while (high - latest >= TimeSpan.FromSeconds(1))
        {
            var middle = latest + ((high - latest) / 2);
            if (Next(middle) is { } tick && tick <= until)
            {
                latest = tick;
            }
            else
            {
                high = middle;
            }
        }

        return latest;
    }
}
