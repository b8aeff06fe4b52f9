using System.Globalization;
using Transship.Replication.Schedules;

namespace Transship.Replication.Tests.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-11-20T12:00:01", "2026-11-20T12:01:00")]
    [InlineData("* * * * * *", "2026-11-20T12:00:01", "2026-11-20T12:00:01")]
    [InlineData("*/15 * * * *", "2026-11-20T12:46:00", "2026-11-20T13:00:00")]
    [InlineData("5/15 * * * *", "2026-11-20T12:00:00", "2026-11-20T12:05:00")]
    [InlineData("5/15 * * * *", "2026-11-20T12:51:00", "2026-11-20T13:05:00")]
    [InlineData("0 0 2 * * *", "2026-11-20T02:00:01", "2026-11-21T02:00:00")]
    [InlineData("0 2 * * *", "2026-11-20T02:00:00", "2026-11-20T02:00:00")]
    [InlineData("30 8-17/3 * * MON-FRI", "2026-11-20T14:31:00", "2026-11-20T17:30:00")]
    [InlineData("30 8-17/3 * * MON-FRI", "2026-11-20T17:31:00", "2026-11-23T08:30:00")]
    [InlineData("0 0 1,15 * *", "2026-11-16T00:00:00", "2026-12-01T00:00:00")]
    [InlineData("0 0 31 * *", "2026-11-01T00:00:00", "2026-12-31T00:00:00")]
    [InlineData("0 0 29 2 *", "2026-11-20T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00:00", "2104-02-29T00:00:00")]
    [InlineData("0 0 13 * 5", "2026-11-14T00:00:00", "2026-11-20T00:00:00")]
    [InlineData("0 0 13 * 5", "2026-12-12T00:00:00", "2026-12-13T00:00:00")]
    [InlineData("0 0 13 * ?", "2026-11-14T00:00:00", "2026-12-13T00:00:00")]
    [InlineData("0 0 ? * 5", "2026-11-14T00:00:00", "2026-11-20T00:00:00")]
    [InlineData("0 0 * * 7", "2026-11-20T00:00:00", "2026-11-22T00:00:00")]
    [InlineData("0 0 * * sun", "2026-11-20T00:00:00", "2026-11-22T00:00:00")]
    [InlineData("0 0 * * 5-7", "2026-11-22T00:00:01", "2026-11-27T00:00:00")]
    [InlineData("0 0 1 jan,JUL *", "2026-11-20T00:00:00", "2027-01-01T00:00:00")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59:01", "2027-12-31T23:59:00")]
    [InlineData("10,20 1,2 * * *", "2026-11-20T01:20:01", "2026-11-20T02:10:00")]
    [InlineData("15 10 3 * * *", "2026-11-20T03:10:16", "2026-11-21T03:10:15")]
    [InlineData("  0   2 * *  * ", "2026-11-20T00:00:00", "2026-11-20T02:00:00")]
    [InlineData("@hourly", "2026-11-20T12:00:01", "2026-11-20T13:00:00")]
    [InlineData("@daily", "2026-11-20T12:00:00", "2026-11-21T00:00:00")]
    [InlineData("@midnight", "2026-11-20T12:00:00", "2026-11-21T00:00:00")]
    [InlineData("@weekly", "2026-11-20T12:00:00", "2026-11-22T00:00:00")]
    [InlineData("@monthly", "2026-11-20T12:00:00", "2026-12-01T00:00:00")]
    [InlineData("@yearly", "2026-11-20T12:00:00", "2027-01-01T00:00:00")]
    [InlineData("@ANNUALLY", "2026-11-20T12:00:00", "2027-01-01T00:00:00")]
    public void FirstFrom_Expression_FirstTimeThatFits(string text, string from, string expected)
    {
        Assert.True(CronExpression.TryParse(text, out var expression, out var error), error?.ToString());

        Assert.Equal(Time(expected), expression.FirstFrom(Time(from)));
    }

    [Theory]
    [InlineData(null, 1, "0 fields")]
    [InlineData("", 1, "0 fields")]
    [InlineData("* * * *", 1, "4 fields")]
    [InlineData("* * * * * * *", 1, "7 fields")]
    [InlineData("60 * * * *", 1, "minutes")]
    [InlineData("* 24 * * *", 3, "hours")]
    [InlineData("* * 0 * *", 5, "days of the month")]
    [InlineData("* * 32 * *", 5, "days of the month")]
    [InlineData("* * * 13 *", 7, "months")]
    [InlineData("* * * FOO *", 7, "JAN to DEC")]
    [InlineData("* * * * 8", 9, "days of the week")]
    [InlineData("60 * * * * *", 1, "seconds")]
    [InlineData("1,2,x * * * *", 5, "\"x\"")]
    [InlineData("1,,2 * * * *", 3, "\"\"")]
    [InlineData("5-1 * * * *", 1, "ends before it starts")]
    [InlineData("*/0 * * * *", 1, "step")]
    [InlineData("*/60 * * * *", 1, "step")]
    [InlineData("*/x * * * *", 1, "step")]
    [InlineData("-1 * * * *", 1, "minutes")]
    [InlineData("1-2-3 * * * *", 1, "\"2-3\"")]
    [InlineData("99999999999 * * * *", 1, "minutes")]
    [InlineData("0 0 30 2 *", 5, "no such day")]
    [InlineData("0 0 31 2,4,6,9,11 *", 5, "no such day")]
    [InlineData("@fortnightly", 1, "@hourly")]
    [InlineData("@every 1h", 1, "@hourly")]
    [InlineData("TZ=UTC 0 * * * *", 1, "timeZone")]
    [InlineData("CRON_TZ=Europe/Berlin 0 0 * * * *", 1, "timeZone")]
    public void TryParse_BadExpression_NamesThePlaceAndTheFault(string? text, int position, string mention)
    {
        Assert.False(CronExpression.TryParse(text, out var expression, out var error));

        Assert.Null(expression);
        Assert.Equal(position, error.Position);
        Assert.Contains(mention, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 2 * * *", false)]
    [InlineData("0,30 2,3 1 * MON-FRI", false)]
    [InlineData("0 30 2 * * *", false)]
    [InlineData("* 2 * * *", true)]
    [InlineData("0 * * * *", true)]
    [InlineData("0 1-3 * * *", true)]
    [InlineData("*/30 2 * * *", true)]
    [InlineData("* 0 2 * * *", true)]
    [InlineData("@daily", false)]
    [InlineData("@hourly", true)]
    public void IsInterval_Expression_EverySoOftenOrAt(string text, bool expected)
    {
        Assert.True(CronExpression.TryParse(text, out var expression, out _));
        Assert.Equal(expected, expression.IsInterval);
    }

    [Fact]
    public void FirstFrom_RandomExpressions_IsWhatATrialOfEachMinuteFinds()
    {
        var random = new Random(20261120);
        for (var i = 0; i < 100; i++)
        {
            var text = $"{Field(random, 0, 59)} {Field(random, 0, 23)} {Field(random, 1, 28)} {Field(random, 1, 12)} {Field(random, 0, 6)}";
            Assert.True(CronExpression.TryParse(text, out var expression, out var error), $"{text}: {error}");
            var from = new DateTime(2026, 1, 1).AddMinutes(random.Next(500_000));

            var found = expression.FirstFrom(from);

            var trial = from;
            while (trial != found && trial < from.AddDays(4))
            {
                Assert.False(Fits(text, trial), $"{text} from {from:s}: {found:s}, but {trial:s} fits");
                trial = trial.AddMinutes(1);
            }

            Assert.True(trial != found || Fits(text, trial), $"{text} from {from:s}: {found:s} does not fit");
        }
    }

    private static string Field(Random random, int min, int max) => random.Next(4) switch
    {
        0 => "*",
        1 => $"{random.Next(min, max + 1)}",
        2 => $"*/{random.Next(2, Math.Max(3, max / 2))}",
        _ => $"{random.Next(min, max + 1)},{random.Next(min, max + 1)}",
    };

    // Written anew, and slowly, from the meaning of cron.
    private static bool Fits(string text, DateTime time)
    {
        var fields = text.Split(' ');
        var days = (Fits(fields[2], time.Day, 1), Fits(fields[4], (int)time.DayOfWeek, 0));
        var day = fields[2] == "*" || fields[4] == "*" ? days.Item1 && days.Item2 : days.Item1 || days.Item2;
        return Fits(fields[0], time.Minute, 0) && Fits(fields[1], time.Hour, 0) && Fits(fields[3], time.Month, 1) && day;
    }

    private static bool Fits(string field, int value, int min) =>
        field == "*"
        || (field.StartsWith("*/", StringComparison.Ordinal) && (value - min) % int.Parse(field.AsSpan(2), CultureInfo.InvariantCulture) == 0)
        || field.Split(',').Contains(value.ToString(CultureInfo.InvariantCulture));

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture);
}
