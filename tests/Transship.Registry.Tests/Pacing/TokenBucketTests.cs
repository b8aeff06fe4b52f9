using Transship.Registry.Pacing;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Pacing;

public sealed class TokenBucketTests
{
    [Theory]
    [InlineData(1_000_000, 65_536)]
    [InlineData(100_000, 262_144)]
    [InlineData(50, 1)]
    public void Take_OverTenSeconds_KeepsTheRateWithinFivePercent(double rate, double piece)
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(rate, time);
        var (taken, elapsed) = (0.0, TimeSpan.Zero);
        while (elapsed < TimeSpan.FromSeconds(10))
        {
            var wait = bucket.Take(piece);
            time.Advance(wait);
            elapsed += wait;
            taken += piece;
        }

        Assert.InRange(taken / elapsed.TotalSeconds, rate * 0.95, rate * 1.05);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(32)]
    public void Take_SeveralStreamsForTenSeconds_ShareTheRateWithinFivePercent(int streams)
    {
        const double Rate = 10_000_000;
        const double Piece = 65_536;
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(Rate, time);
        var (start, end) = (time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromSeconds(10));
        var ready = Enumerable.Repeat(start, streams).ToArray();
        var sent = new double[streams];
        while (ready.Min() is var next && next < end)
        {
            var stream = Array.IndexOf(ready, next);
            time.Advance(next - time.GetUtcNow());
            ready[stream] = next + bucket.Take(Piece);
            sent[stream] += ready[stream] <= end ? Piece : 0;
            ready[stream] = ready[stream] == next ? next + TimeSpan.FromTicks(1) : ready[stream];
        }

        Assert.InRange(sent.Sum(), Rate * 10 * 0.95, Rate * 10 * 1.05);
        Assert.All(sent, own => Assert.InRange(own, 0.9 * sent.Average(), 1.1 * sent.Average()));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(150)]
    [InlineData(250)]
    public void Take_WaitersAreWokenLate_KeepsTheRateWithinFivePercent(int millisecondsLate)
    {
        const double Rate = 1_000_000;
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(Rate, time);
        var (start, taken) = (time.GetUtcNow(), 0.0);
        while (time.GetUtcNow() - start < TimeSpan.FromSeconds(10))
        {
            var wait = bucket.Take(65_536);
            time.Advance(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(millisecondsLate) : TimeSpan.Zero);
            taken += 65_536;
        }

        Assert.InRange(taken / (time.GetUtcNow() - start).TotalSeconds, Rate * 0.95, Rate * 1.05);
    }

    [Fact]
    public void Take_AfterALongPause_AllowsOnlyAShortBurst()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(1000, time);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.Zero, bucket.Take(100));
        Assert.Equal(TimeSpan.FromSeconds(1), bucket.Take(1000));
    }

    [Fact]
    public async Task TakeAsync_InDebt_WaitsOnTheClock()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(10, time);

        var wait = bucket.TakeAsync(21, CancellationToken.None).AsTask();
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        await wait;
    }
}
