using Transship.Replication.Retries;

namespace Transship.Replication.Tests.Retries;

public sealed class RetryScheduleTests
{
    [Fact]
    public void DelayBefore_EachAttempt_DoublesUpToAnHour()
    {
        var schedule = new RetrySchedule(TimeSpan.FromMinutes(1), 20, () => 0.5);

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 9).Select(attempt => schedule.DelayBefore(attempt).TotalMinutes));
        Assert.Equal(60, schedule.DelayBefore(int.MaxValue).TotalMinutes);
    }

    [Theory]
    [InlineData(0.0, 54)]
    [InlineData(0.25, 57)]
    [InlineData(0.75, 63)]
    public void DelayBefore_Jitter_SpreadsByATenth(double random, double seconds) =>
        Assert.Equal(seconds, new RetrySchedule(TimeSpan.FromMinutes(1), 3, () => random).DelayBefore(2).TotalSeconds, 3);

    [Fact]
    public void DelayBefore_JitterAtTheTop_NeverAboveAnHour() =>
        Assert.Equal(TimeSpan.FromHours(1), new RetrySchedule(TimeSpan.FromHours(1), 3, () => 0.999).DelayBefore(2));

    [Fact]
    public void DelayBefore_BackoffAboveAnHour_IsKept() =>
        Assert.Equal(TimeSpan.FromHours(2), new RetrySchedule(TimeSpan.FromHours(2), 3, () => 0.5).DelayBefore(4));

    [Fact]
    public void DelayBefore_AttemptZero_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule(TimeSpan.FromMinutes(1), 3, () => 0).DelayBefore(0));

    [Theory]
    [InlineData(0, 1, true, false)]
    [InlineData(3, 1, true, true)]
    [InlineData(3, 3, true, true)]
    [InlineData(3, 4, true, false)]
    [InlineData(3, 1, false, false)]
    public void IsDue_LimitAndHealing_Decide(int limit, int attempts, bool canHeal, bool expected) =>
        Assert.Equal(expected, new RetrySchedule(TimeSpan.FromMinutes(1), limit, () => 0).IsDue(attempts, canHeal));
}
