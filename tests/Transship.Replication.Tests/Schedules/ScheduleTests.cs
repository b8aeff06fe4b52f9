using System.Globalization;
using Transship.Replication.Schedules;

namespace Transship.Replication.Tests.Schedules;

public sealed class ScheduleTests
{
    // New York 2026: 2:00 EST is 3:00 EDT on March 8 at 07:00Z; 2:00 EDT is 1:00 EST on November 1 at 06:00Z.
    // Lord Howe shifts by half an hour; Apia left out December 30, 2011; Berlin, Santiago and Cairo change at other times of day.
    [Theory]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-07T00:00:00Z", "2026-03-07T07:30:00Z 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z")]
    [InlineData("0,30 2 * * *", "America/New_York", "2026-03-07T08:00:00Z", "2026-03-08T07:00:00Z 2026-03-09T06:00:00Z 2026-03-09T06:30:00Z")]
    [InlineData("0 2,3 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-08T07:00:00Z 2026-03-09T06:00:00Z 2026-03-09T07:00:00Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z 2026-11-02T06:30:00Z")]
    [InlineData("0 2 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T07:00:00Z 2026-11-02T07:00:00Z")]
    [InlineData("0 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:00:00Z 2026-11-02T06:00:00Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T05:59:59Z", "2026-11-02T06:30:00Z")]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T06:10:00Z", "2026-11-02T06:30:00Z")]
    [InlineData("*/30 * * * *", "America/New_York", "2026-03-08T06:29:00Z", "2026-03-08T06:30:00Z 2026-03-08T07:00:00Z 2026-03-08T07:30:00Z")]
    [InlineData("0 * * * *", "America/New_York", "2026-11-01T04:59:00Z", "2026-11-01T05:00:00Z 2026-11-01T06:00:00Z 2026-11-01T07:00:00Z")]
    [InlineData("*/30 1 * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z 2026-11-01T05:30:00Z 2026-11-01T06:00:00Z 2026-11-01T06:30:00Z 2026-11-02T06:00:00Z")]
    [InlineData("*/30 2 * * *", "America/New_York", "2026-03-08T00:00:00Z", "2026-03-09T06:00:00Z 2026-03-09T06:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z 2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z")]
    [InlineData("0 12 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-28T11:00:00Z 2026-03-29T10:00:00Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z 2026-10-04T15:15:00Z")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-04T14:45:00Z 2026-04-05T15:15:00Z")]
    [InlineData("0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00Z", "2011-12-30T10:00:00Z 2012-12-29T22:00:00Z")]
    [InlineData("0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z 2026-09-07T03:00:00Z")]
    [InlineData("0 0 * * *", "Asia/Kolkata", "2026-11-20T12:00:00Z", "2026-11-20T18:30:00Z 2026-11-21T18:30:00Z")]
    [InlineData("0 0 * * *", null, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("0 0 * * *", "Etc/UTC", "2026-11-19T23:59:59.9Z", "2026-11-20T00:00:00Z")]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z 2026-03-09T06:30:00Z")]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z")]
    [InlineData("0 3 * * *", "America/New_York", "2026-03-08T06:59:59.999Z", "2026-03-08T07:00:00Z 2026-03-09T07:00:00Z")]
    public void Next_AroundChangesOfTheClock_NothingLostNothingTwice(string cron, string? zone, string after, string expected)
    {
        var schedule = Create(cron, zone);

        var ticks = new List<string>();
        var moment = Time(after);
        while (ticks.Count < expected.Split(' ').Length)
        {
            moment = schedule.Next(moment)!.Value;
            ticks.Add(moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected.Split(' '), ticks);
    }

    [Theory]
    [InlineData("30 2 * * *", "America/New_York", 365)]
    [InlineData("30 1 * * *", "America/New_York", 365)]
    [InlineData("0 0 * * *", "America/Santiago", 365)]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", 365)]
    [InlineData("0 3 * * *", "Africa/Casablanca", 365)]
    [InlineData("0 * * * *", "America/New_York", 8760)]
    [InlineData("*/15 * * * *", "Australia/Lord_Howe", 35040)]
    public void Next_AWholeYear_TicksOnEachDayOrHour(string cron, string zone, int expected)
    {
        var schedule = Create(cron, zone);
        var end = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var count = 0;
        for (var tick = schedule.Next(end.AddYears(-1).AddSeconds(-1)); tick < end; tick = schedule.Next(tick.Value))
        {
            count++;
        }

        Assert.Equal(expected, count);
    }

    [Fact]
    public void Next_FromAnyMoment_IsTheSameTickUntilItComes()
    {
        var schedule = Create("30 2 * * *", "America/New_York");
        var tick = Time("2026-03-08T07:00:00Z");

        for (var seconds = 1; seconds < 80_000; seconds += 613)
        {
            Assert.Equal(tick, schedule.Next(tick.AddSeconds(-seconds)));
        }
    }

    [Theory]
    [InlineData("0 2 * * *", "2026-11-01T00:00:00Z", "2026-11-20T12:00:00Z", "2026-11-20T02:00:00Z")]
    [InlineData("0 2 * * *", "2026-11-20T02:00:00Z", "2026-11-21T01:59:59Z", null)]
    [InlineData("0 2 * * *", "2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z", "2026-11-21T02:00:00Z")]
    [InlineData("0 2 * * *", "2026-11-20T01:59:59Z", "2026-11-20T02:00:00Z", "2026-11-20T02:00:00Z")]
    [InlineData("* * * 1 *", "2026-01-01T00:00:00Z", "2026-11-20T12:00:00Z", "2026-01-31T23:59:00Z")]
    [InlineData("* * * * 1 *", "2020-01-01T00:00:00Z", "2026-11-20T12:00:00Z", "2026-01-31T23:59:59Z")]
    [InlineData("0 0 29 2 *", "2020-03-01T00:00:00Z", "2026-11-20T12:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("0 2 * * *", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", null)]
    [InlineData("0 2 * * *", "2026-11-20T12:00:00Z", "2026-11-01T12:00:00Z", null)]
    public void Latest_Window_LastTickWithinIt(string cron, string after, string until, string? expected)
    {
        Assert.Equal(expected is null ? null : Time(expected), Create(cron).Latest(Time(after), Time(until)));
    }

    [Fact]
    public void Latest_AnyWindow_IsWhatSteppingFinds()
    {
        var schedule = Create("*/20 8-10 * * MON-FRI", "Europe/Berlin");
        var random = new Random(20261120);
        for (var i = 0; i < 200; i++)
        {
            var after = Time("2026-03-01T00:00:00Z").AddMinutes(random.Next(60_000));
            var until = after.AddMinutes(random.Next(6_000));
            DateTimeOffset? stepped = null;
            for (var tick = schedule.Next(after); tick <= until; tick = schedule.Next(tick.Value))
            {
                stepped = tick;
            }

            Assert.Equal(stepped, schedule.Latest(after, until));
        }
    }

    [Theory]
    [InlineData("nonsense", null, "cron, character 1")]
    [InlineData("0 2 * * *", "Europe/Atlantis", "timeZone: The time zone \"Europe/Atlantis\" is not known")]
    [InlineData("0 2 * * *", "../../etc/passwd", "timeZone")]
    [InlineData("0 2 * * *", "/usr/share/zoneinfo/UTC", "timeZone")]
    public void TryCreate_BadField_NamesIt(string cron, string? zone, string mention)
    {
        Assert.False(Schedule.TryCreate(cron, zone, out var schedule, out var error));

        Assert.Null(schedule);
        Assert.Contains(mention, error, StringComparison.Ordinal);
    }

    private static Schedule Create(string cron, string? zone = null)
    {
        Assert.True(Schedule.TryCreate(cron, zone, out var schedule, out var error), error);
        return schedule;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
