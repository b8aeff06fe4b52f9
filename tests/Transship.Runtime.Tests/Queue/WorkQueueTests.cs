using Transship.Kubernetes.Entities;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1000);

    private readonly FakeTimeProvider _time = new();
    private readonly RuntimeMetrics _metrics = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue("test", First, Longest, _time, _metrics);

    public void Dispose()
    {
        _queue.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Q1_DirtyKey_IsQueuedOnce()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("a"));
        Assert.Equal(1, _queue.Depth);
        await TakeAsync("a");
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task Q1_KeyAddedWhileInWork_ComesAgainExactlyOnceWhenDone()
    {
        _queue.Add(Key("a"));
        await TakeAsync("a");
        _queue.Add(Key("a"));
        _queue.Add(Key("a"));
        Assert.Equal(0, _queue.Depth);
        var second = _queue.GetAsync(default);
        Assert.False(second.IsCompleted);

        _queue.Done(Key("a"));
        Assert.Equal(Key("a"), (await second.WaitAsync(Patience.Limit))!.Value.Key);
        _queue.Done(Key("a"));
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public void Q2_KeyKeepsFailing_WaitsTwiceAsLongEachTimeUpToTheLongest()
    {
        var retries = new RetryDelays(First, Longest, _time);
        var delays = new List<double>();
        for (var failure = 0; failure < 80; failure++)
        {
            delays.Add(retries.Next(Key("a")).TotalMilliseconds);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560], delays[..10]);
        Assert.Equal(655_360, delays[17]);
        Assert.All(delays[18..], delay => Assert.Equal(1_000_000, delay));
    }

    [Fact]
    public void Q2_ManyKeysFail_ShareTenRetriesPerSecondAfterABurstOfAHundred()
    {
        var retries = new RetryDelays(First, Longest, _time);
        var delays = Enumerable.Range(0, 120).Select(number => retries.Next(Key($"k{number}")).TotalMilliseconds).ToList();
        Assert.All(delays[..100], delay => Assert.Equal(5, delay));
        Assert.Equal(100, delays[100], 3);
        Assert.Equal(2000, delays[119], 3);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(5, retries.Next(Key("later")).TotalMilliseconds, 3);
    }

    [Fact]
    public void Q2_FailureCounts_AreKeptForFailingKeysOnly()
    {
        var retries = new RetryDelays(First, Longest, _time);
        for (var number = 0; number < 1000; number++)
        {
            retries.Next(Key($"k{number}"));
            retries.Forget(Key($"k{number}"));
        }

        Assert.Equal(0, retries.Tracked);
        Assert.Equal(0, retries.Failures(Key("k1")));
    }

    [Fact]
    public async Task Q4_SeveralDelays_TheEarliestCounts()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(5));
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(1));
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(9));
        Assert.Equal(1, _queue.Delayed);

        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromTicks(1));
        await TakeAsync("a");
        _queue.Done(Key("a"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, 0), (_queue.Depth, _queue.Delayed));
    }

    [Fact]
    public void Q4_AnyNumberOfDelays_NeedOneTimer()
    {
        for (var number = 0; number < 1000; number++)
        {
            _queue.AddAfter(Key($"k{number}"), TimeSpan.FromSeconds(1 + (number % 50)));
        }

        Assert.Single(_time.Pending);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(1000, _queue.Depth);
        Assert.Empty(_time.Pending);
    }

    [Fact]
    public void Q4_DelayLongerThanATimerTakes_IsKept()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromDays(400));
        _queue.AddAfter(Key("b"), TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(399));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 1), (_queue.Depth, _queue.Delayed));
    }

    [Fact]
    public async Task Q4_EventBetween_DoesNotCancelTheDelay()
    {
        _queue.AddAfter(Key("a"), TimeSpan.FromMinutes(1));
        _queue.Add(Key("a"));
        await TakeAsync("a");
        _queue.Done(Key("a"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task Q6_LiveEvent_OvertakesTheBackgroundAndTiesAreFirstComeFirstServed()
    {
        _queue.Add(Key("old1"), Priority.Background);
        _queue.Add(Key("old2"), Priority.Background);
        _queue.Add(Key("new1"));
        _queue.Add(Key("new2"));
        _queue.Add(Key("old2")); // raises
        _queue.Add(Key("new1"), Priority.Background); // never lowers

        foreach (var expected in (string[])["new1", "new2", "old2", "old1"])
        {
            await TakeAsync(expected);
        }
    }

    [Fact]
    public async Task Q6_KeyInWork_ComesAgainWithTheHighestPriorityOfItsAdds()
    {
        _queue.Add(Key("a"));
        await TakeAsync("a");
        _queue.Add(Key("a"), Priority.Background);
        _queue.Add(Key("a"));
        _queue.Add(Key("b"), Priority.Background);
        _queue.Done(Key("a"));
        Assert.Equal(Priority.Live, (await TakeAsync("a")).Priority);
    }

    [Fact]
    public async Task Q9_ShutDown_TakesAndHandsOutNothingAndTellsWhenTheLastIsDone()
    {
        _queue.Add(Key("a"));
        _queue.Add(Key("b"));
        _queue.AddAfter(Key("c"), TimeSpan.FromSeconds(1));
        await TakeAsync("a");
        _queue.Add(Key("a"));
        await TakeAsync("b");
        Task<WorkItem?>[] waiting = [_queue.GetAsync(default), _queue.GetAsync(default)];

        _queue.ShutDown();
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Patience.Limit), Assert.Null);
        _queue.Add(Key("d"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _queue.Depth);
        Assert.False(_queue.Drained.IsCompleted);
        _queue.Done(Key("a"));
        _queue.Done(Key("b"));
        await _queue.Drained.WaitAsync(Patience.Limit);
        Assert.Equal(0, _queue.Depth);
        Assert.Null(await _queue.GetAsync(default));
    }

    [Fact]
    public void Done_KeyNotInWork_IsAMistakeThatIsTold() => Assert.Throws<InvalidOperationException>(() => _queue.Done(Key("a")));

    private static NamespacedName Key(string name) => new("default", name);

    private async Task<WorkItem> TakeAsync(string expected)
    {
        var item = await _queue.GetAsync(default).WaitAsync(Patience.Limit);
        Assert.Equal(Key(expected), item!.Value.Key);
        return item.Value;
    }
}
