using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>When a rule runs. Of several ticks that were missed, while the operator was down say, the latest is made up.</summary>
public sealed record RuleSchedule
{
    /// <summary>The most seconds that a tick may be late: a year.</summary>
    public const long MaxStartingDeadlineSeconds = 31_536_000;

    /// <summary>
    /// A cron expression of five fields (minute, hour, day of month, month, day of week), of six with the second in front, or a name: @hourly, @daily, @weekly,
    /// @monthly, @yearly.
    /// </summary>
    [Required]
    [Length(MinLength = 1, MaxLength = 256)]
    public string Cron { get; init; } = "";

    /// <summary>The time zone of the expression, by its name in the IANA database, as in Europe/Berlin. UTC unless named.</summary>
    [Length(MaxLength = 64)]
    public string? TimeZone { get; init; }

    /// <summary>How many seconds late a tick may start; one that is later is skipped. However late unless set.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(MaxStartingDeadlineSeconds)]
    public long? StartingDeadlineSeconds { get; init; }
}
