namespace Transship.Replication.Schedules;

/// <summary>What a schedule asks for at a moment. Of several ticks that were missed, the latest stands for all.</summary>
/// <param name="Due">The tick to run now; null when there is none.</param>
/// <param name="Expired">The tick that came too late to run; null when there is none. It is past: record it, so that it is not looked at again.</param>
/// <param name="Next">The next tick; null when there is none for nine years.</param>
public sealed record TickDecision(DateTimeOffset? Due, DateTimeOffset? Expired, DateTimeOffset? Next)
{
    /// <summary>Decides.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="since">The latest tick that was looked at, or the moment when the schedule came into force.</param>
    /// <param name="now">The moment.</param>
    /// <param name="startingDeadline">How late a tick may start; null for however late.</param>
    public static TickDecision At(Schedule schedule, DateTimeOffset since, DateTimeOffset now, TimeSpan? startingDeadline)
    {
        var latest = schedule.Latest(since, now);
        var isExpired = latest is { } tick && startingDeadline is { } deadline && now - tick > deadline;
        return new TickDecision(isExpired ? null : latest, isExpired ? latest : null, schedule.Next(now));
    }
}
