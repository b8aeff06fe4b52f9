using System.Globalization;

namespace Transship.Replication.Schedules;

/// <summary>What a field of a cron expression means.</summary>
/// <param name="Name">The field in words.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Names">Words for values, the first for <paramref name="Min"/>.</param>
internal sealed record CronFieldKind(string Name, int Min, int Max, IReadOnlyList<string> Names)
{
    public static readonly CronFieldKind Second = new("seconds", 0, 59, []);
    public static readonly CronFieldKind Minute = new("minutes", 0, 59, []);
    public static readonly CronFieldKind Hour = new("hours", 0, 23, []);
    public static readonly CronFieldKind DayOfMonth = new("days of the month", 1, 31, []);
    public static readonly CronFieldKind Month =
        new("months", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    public static readonly CronFieldKind DayOfWeek = new("days of the week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    /// <summary>The fields of an expression with six of them, in their order; one with five begins with the second.</summary>
    public static readonly IReadOnlyList<CronFieldKind> All = [Second, Minute, Hour, DayOfMonth, Month, DayOfWeek];

    /// <summary>Reads one value: a number or a word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value.</param>
    /// <param name="message">What is wrong with it, one sentence.</param>
    public bool TryRead(string text, out int value, out string message)
    {
        message = "";
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], text, StringComparison.OrdinalIgnoreCase))
            {
                value = Min + i;
                return true;
            }
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= Min && value <= Max)
        {
            return true;
        }

        var words = Names.Count == 0 ? "" : $", or {Names[0]} to {Names[^1]}";
        message = $"\"{text}\" is none of the {Name}; write a number from {Min} to {Max}{words}.";
        return false;
    }

    /// <summary>The bits with Sunday, which is both 0 and 7, at 0.</summary>
    /// <param name="bits">The values that were written.</param>
    public ulong Fold(ulong bits) => this == DayOfWeek ? (bits | bits >> 7) & 0x7F : bits;
}
