using System.Globalization;
using Transship.Api;
using Transship.Api.Rules;

namespace Transship.Operator.Commands.Import;

/// <summary>What regsync calls schedule or interval, as a schedule of a rule.</summary>
internal static class RegsyncSchedule
{
    private const string ZonePrefix = "CRON_TZ=";

    /// <summary>The schedule; null where there is neither.</summary>
    /// <param name="schedule">A cron expression.</param>
    /// <param name="interval">A duration, as in 60m.</param>
    /// <param name="note">What became different; null where nothing did.</param>
    public static RuleSchedule? Of(string? schedule, string? interval, out string? note)
    {
        note = null;
        if (!string.IsNullOrWhiteSpace(schedule))
        {
            var parts = schedule.Split(' ', 2);
            return parts is [var zone, var cron] && zone.StartsWith(ZonePrefix, StringComparison.Ordinal)
                ? new RuleSchedule { Cron = cron, TimeZone = zone[ZonePrefix.Length..] }
                : new RuleSchedule { Cron = schedule };
        }

        if (!GoDuration.TryParse(interval, out var pause) || pause <= TimeSpan.Zero)
        {
            return null;
        }

        var (cronOf, kept) = Cron(pause);
        note = kept == pause ? null : $"interval {interval} is no even part of a day: it became every {GoDuration.Format(kept)}";
        return new RuleSchedule { Cron = cronOf };
    }

    /// <summary>The cron expression that comes nearest without running less often: cron counts from the full hour and from midnight.</summary>
    private static (string Cron, TimeSpan Pause) Cron(TimeSpan pause)
    {
        if (pause >= TimeSpan.FromDays(1))
        {
            return ("0 0 * * *", TimeSpan.FromDays(1));
        }

        var (size, unit) = pause >= TimeSpan.FromHours(1) ? (24, TimeSpan.FromHours(1)) : (60, TimeSpan.FromMinutes(1));
        var count = Math.Max(1, (int)(pause / unit));
        while (size % count != 0)
        {
            count--;
        }

        var field = count == 1 ? "*" : string.Create(CultureInfo.InvariantCulture, $"*/{count}");
        return (size == 24 ? $"0 {field} * * *" : $"{field} * * * *", count * unit);
    }
}
