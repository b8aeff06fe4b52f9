using Transship.Kubernetes.Http;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Http;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A3_TakeAsync_Burst_PassesAtOnceThenTheRateCounts()
    {
        var bucket = new TokenBucket(perSecond: 2, burst: 3, _clock);
        var taken = Enumerable.Range(0, 5).Select(_ => bucket.TakeAsync(CancellationToken.None)).ToList();

        Assert.Equal([true, true, true, false, false], taken.Select(task => task.IsCompleted));
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], _clock.Pending);
    }

    [Fact]
    public async Task A3_TakeAsync_InOrder_AtTheRate()
    {
        var bucket = new TokenBucket(perSecond: 2, burst: 1, _clock);
        await bucket.TakeAsync(CancellationToken.None);
        var second = bucket.TakeAsync(CancellationToken.None);
        var third = bucket.TakeAsync(CancellationToken.None);

        _clock.Advance(TimeSpan.FromSeconds(0.5));
        await second;
        Assert.False(third.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        await third;
    }

    [Fact]
    public async Task A3_TakeAsync_AfterQuiet_NeverMoreThanTheBurst()
    {
        var bucket = new TokenBucket(perSecond: 2, burst: 2, _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        await bucket.TakeAsync(CancellationToken.None);
        await bucket.TakeAsync(CancellationToken.None);

        Assert.False(bucket.TakeAsync(CancellationToken.None).IsCompleted);
    }
}
