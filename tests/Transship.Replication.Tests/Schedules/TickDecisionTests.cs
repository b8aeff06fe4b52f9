using System.Globalization;
using Transship.Replication.Schedules;

namespace Transship.Replication.Tests.Schedules;

public sealed class TickDecisionTests
{
    private readonly Schedule _hourly = Hourly();

    [Fact]
    public void At_NoTickSince_NothingIsDue() => Assert.Equal(new TickDecision(null, null, Time("13:00")), TickDecision.At(_hourly, Time("12:00"), Time("12:59"), null));

    [Fact]
    public void At_TheTickItself_IsDue() => Assert.Equal(new TickDecision(Time("13:00"), null, Time("14:00")), TickDecision.At(_hourly, Time("12:00"), Time("13:00"), TimeSpan.Zero));

    [Fact]
    public void At_SeveralMissed_OnlyTheLatestIsMadeUp() => Assert.Equal(new TickDecision(Time("17:00"), null, Time("18:00")), TickDecision.At(_hourly, Time("12:00"), Time("17:30"), null));

    [Theory]
    [InlineData(1800, true)]
    [InlineData(1799, false)]
    public void At_StartingDeadline_WhatIsLaterExpires(int deadline, bool due)
    {
        var decision = TickDecision.At(_hourly, Time("12:00"), Time("17:30"), TimeSpan.FromSeconds(deadline));

        Assert.Equal(due ? Time("17:00") : null, decision.Due);
        Assert.Equal(due ? null : Time("17:00"), decision.Expired);
    }

    [Fact]
    public void At_ClockWentBack_NothingIsDueTwice() => Assert.Null(TickDecision.At(_hourly, Time("13:00"), Time("12:30"), null).Due);

    private static Schedule Hourly()
    {
        Assert.True(Schedule.TryCreate("@hourly", null, out var schedule, out _));
        return schedule;
    }

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse($"2026-11-20T{time}:00Z", CultureInfo.InvariantCulture);
}
