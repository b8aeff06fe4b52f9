using System.Diagnostics.CodeAnalysis;

namespace Transship.Replication.Schedules;

/// <summary>
/// A cron expression of five fields (minutes, hours, days of the month, months, days of the week), of six with seconds in front, or one of
/// <c>@yearly</c>, <c>@annually</c>, <c>@monthly</c>, <c>@weekly</c>, <c>@daily</c>, <c>@midnight</c>, <c>@hourly</c>. Where days of the month and of the week
/// are both restricted, a day that fits either is meant, as in every cron. It knows wall clocks only; <see cref="Schedule"/> adds the time zone.
/// </summary>
public sealed class CronExpression
{
    // February 29 is eight years away at most (1896 to 1904, 2096 to 2104).
    private const int HorizonYears = 9;

    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly CronField _second;
    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _dayOfMonth;
    private readonly CronField _month;
    private readonly CronField _dayOfWeek;

    private CronExpression(string text, IReadOnlyList<CronField> fields)
    {
        Text = text;
        (_second, _minute, _hour, _dayOfMonth, _month, _dayOfWeek) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the expression means "every so often" within the day rather than "at these times".</summary>
    internal bool IsInterval => _second.IsInterval || _minute.IsInterval || _hour.IsInterval;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="expression">The expression, read.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out CronError? error)
    {
        expression = null;
        text ??= "";
        if (text.TrimStart().StartsWith('@'))
        {
            if (!Named.TryGetValue(text.Trim(), out var meaning))
            {
                error = new CronError(text.IndexOf('@') + 1, $"{text.Trim()} is not known; write one of {string.Join(", ", Named.Keys)}, or five fields.");
                return false;
            }

            return TryParseFields(text, meaning, out expression, out error);
        }

        return TryParseFields(text, text, out expression, out error);
    }

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => Text;

    /// <summary>The first wall clock time from a time on that fits, or null when there is none for nine years.</summary>
    /// <param name="from">A wall clock time in whole seconds.</param>
    internal DateTime? FirstFrom(DateTime from)
    {
        for (var day = from.Date; day.Year < Math.Min(from.Year + HorizonYears, DateTime.MaxValue.Year); day = NextDay(day))
        {
            if (Fits(day) && FirstTimeFrom(day == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
            {
                return day + time;
            }
        }

        return null;
    }

    private static bool TryParseFields(string text, string meaning, out CronExpression? expression, out CronError? error)
    {
        expression = null;
        var words = Words(meaning);
        if (words.Count > 0 && words[0].Text.Contains('='))
        {
            error = new CronError(words[0].Index + 1, "A time zone does not belong into the expression; set timeZone instead.");
            return false;
        }

        if (words.Count is not (5 or 6))
        {
            error = new CronError(1, $"There are {words.Count} fields; write five (minute, hour, day of month, month, day of week), or six with the second in front.");
            return false;
        }

        var fields = new List<CronField>(6);
        if (words.Count == 5)
        {
            fields.Add(new CronField(1, IsAny: false, IsInterval: false));
        }

        foreach (var word in words)
        {
            if (!CronField.TryParse(word.Text, CronFieldKind.All[fields.Count], out var field, out var fault))
            {
                error = new CronError(word.Index + fault.Offset + 1, fault.Message);
                return false;
            }

            fields.Add(field);
        }

        var read = new CronExpression(text, fields);
        error = read.Exists() ? null : new CronError(words[^3].Index + 1, "There is no such day in any of these months.");
        expression = error is null ? read : null;
        return error is null;
    }

    private static List<(string Text, int Index)> Words(string text)
    {
        var words = new List<(string Text, int Index)>();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            words.Add((text[start..i], start));
        }

        return words;
    }

    private bool Exists()
    {
        const int LeapYear = 2000;
        return !_dayOfWeek.IsAny || Enumerable.Range(1, 12).Any(month =>
            _month.Contains(month) && _dayOfMonth.NextFrom(1) <= DateTime.DaysInMonth(LeapYear, month));
    }

    private bool Fits(DateTime day)
    {
        if (!_month.Contains(day.Month))
        {
            return false;
        }

        var (ofMonth, ofWeek) = (_dayOfMonth.Contains(day.Day), _dayOfWeek.Contains((int)day.DayOfWeek));
        return _dayOfMonth.IsAny || _dayOfWeek.IsAny ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private DateTime NextDay(DateTime day) =>
        _month.Contains(day.Month) ? day.AddDays(1) : new DateTime(day.Year, day.Month, 1).AddMonths(1);

    private TimeSpan? FirstTimeFrom(TimeSpan from)
    {
        var (hour, minute, second) = (from.Hours, from.Minutes, from.Seconds);
        while ((hour = hour > 23 ? -1 : _hour.NextFrom(hour)) >= 0)
        {
            if (hour != from.Hours)
            {
                (minute, second) = (0, 0);
            }

            while ((minute = minute > 59 ? -1 : _minute.NextFrom(minute)) >= 0)
            {
                var next = _second.NextFrom(hour == from.Hours && minute == from.Minutes ? second : 0);
                if (next >= 0)
                {
                    return new TimeSpan(hour, minute, next);
                }

                minute++;
            }

            (hour, minute) = (hour + 1, 0);
        }

        return null;
    }
}
