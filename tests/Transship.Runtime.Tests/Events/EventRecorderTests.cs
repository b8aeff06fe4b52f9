using System.Net;
using System.Text;
using Transship.Kubernetes.Models;
using Transship.Runtime.Events;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Tests.Logging;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Events;

public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;
    private readonly RuntimeMetrics _metrics = new();
    private readonly RecordingLogger _log = new();
    private readonly EventRecorder _recorder;

    public EventRecorderTests()
    {
        _cluster = new FakeCluster(_time);
        _recorder = new EventRecorder(_cluster, new OperatorSettings { Name = "transship.io/operator", Identity = "pod-1" }, _time, new TypedLogger<EventRecorder>(_log), _metrics);
        _recorder.Start();
    }

    private IReadOnlyList<V1Event> Events => _cluster.PeekAll<V1Event>();

    public async ValueTask DisposeAsync()
    {
        await _recorder.FlushAsync(new CancellationToken(true));
        _recorder.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Publish_Event_SaysWhatHappenedToWhat()
    {
        Publish("a", "Synced");
        await Patience.UntilAsync(() => Events.Count == 1);
        var told = Events[0];
        Assert.Equal(("default", "Synced", "Sync", "Normal", "all is well"), (told.Metadata.Namespace, told.Reason, told.Action, told.Type, told.Note));
        Assert.Equal(("Widget", "a", "uid-a"), (told.Regarding!.Kind, told.Regarding.Name, told.Regarding.Uid));
        Assert.Equal(("transship.io/operator", "pod-1"), (told.ReportingController, told.ReportingInstance));
        Assert.StartsWith("a.", told.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow(), told.EventTime);
    }

    [Fact]
    public async Task Dispose_NeverFlushed_EndsTheLoop()
    {
        var log = new RecordingLogger();
        var dropped = new EventRecorder(_cluster, new OperatorSettings { Name = "transship.io/operator", Identity = "pod-1" }, _time, new TypedLogger<EventRecorder>(log), _metrics);
        dropped.Start();
        dropped.Publish(Widget.Named("a", "1"), EventType.Normal, "Synced", "Sync", "all is well");
        await Patience.UntilAsync(() => Events.Count == 1);
        dropped.Dispose();
        dropped.Dispose();
        await Patience.UntilAsync(() => log.Lines.Any(line => line.Text.Contains("not published", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task E1_SameEventAgain_BecomesASeries()
    {
        Publish("a", "Synced");
        await Patience.UntilAsync(() => Events.Count == 1);
        _time.Advance(TimeSpan.FromMinutes(1));
        Publish("a", "Synced", "other words");
        await Patience.UntilAsync(() => Events[0].Series?.Count == 2);
        Assert.Equal(_time.GetUtcNow(), Events[0].Series!.LastObservedTime);

        Publish("a", "Failed");
        await Patience.UntilAsync(() => Events.Count == 2);
    }

    [Fact]
    public async Task E1_RunningSeries_IsToldEachHalfHour()
    {
        await RepeatAsync(2);
        var writes = _cluster.Writes.Count();
        for (var minute = 0; minute < 30; minute += 5)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            Publish("a", "Synced");
            await DrainAsync();
        }

        await Patience.UntilAsync(() => Events.Single(told => told.Reason == "Synced").Series?.Count >= 7);
        Assert.Equal(1, _cluster.Writes.Skip(writes).Count(request => request.Verb == "patch"));
    }

    [Fact]
    public async Task E1_SeriesEnds_ItsLastCountIsWrittenAndTheNextEventIsNew()
    {
        await RepeatAsync(5);
        _time.Advance(EventBook.SeriesEnds);
        await Patience.UntilAsync(() => Events[0].Series?.Count == 5);
        Publish("a", "Synced");
        await Patience.UntilAsync(() => Events.Count == 2);
    }

    [Fact]
    public void E2_OneObjectTellsTooMuch_IsLimitedToABurstAndARate()
    {
        var filter = new SpamFilter(_time);
        Assert.Equal(25, Enumerable.Range(0, 40).Count(_ => filter.Allows(Key("a"))));
        Assert.True(filter.Allows(Key("b")));
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.False(filter.Allows(Key("a")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(filter.Allows(Key("a")));
        Assert.False(filter.Allows(Key("a")));
    }

    [Fact]
    public void E2_ManyObjects_AreRememberedUpToABound()
    {
        var filter = new SpamFilter(_time);
        var book = new EventBook(_time);
        for (var number = 0; number < 10_000; number++)
        {
            filter.Allows(Key($"o{number}"));
            book.Enter(Key($"o{number}"), () => new V1Event(), out _);
        }

        Assert.Equal((4096, 4096), (filter.Count, book.Count));
    }

    [Fact]
    public void E2_ManySimilarEvents_BecomeOne()
    {
        var book = new EventBook(_time);
        Assert.NotNull(book.Enter(Key("a"), () => new V1Event(), out _));
        var written = Enumerable.Range(0, 100).Count(_ =>
        {
            var series = book.Enter(Key("a"), () => throw new InvalidOperationException("a new event"), out var isSpam);
            series?.Written(_time.GetUtcNow());
            return series is not null || isSpam;
        });
        Assert.Equal(1, written);
    }

    [Fact]
    public async Task E3_ServerHangs_PublishNeverBlocksAndTheRestIsDroppedAndCounted()
    {
        using var metrics = new Telemetry.MetricsCollector(RuntimeMetrics.MeterName, "queue_full");
        var before = metrics["transship_runtime_events_dropped_total"];
        var hangs = new TaskCompletionSource();
        _cluster.Before = async (_, token) =>
        {
            hangs.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        Publish("first", "Synced");
        await hangs.Task.WaitAsync(Patience.Limit);
        for (var number = 0; number < EventLane.Capacity + 5; number++)
        {
            Publish("first", "Synced");
        }

        Assert.Equal(5, metrics["transship_runtime_events_dropped_total"] - before);
        Assert.Single(_log.Lines, line => line.Text.Contains("was dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task E3_StormOfObjects_IsPublishedAFewAtATimeAndNoFasterThanThePace()
    {
        var (now, most) = (0, 0);
        _cluster.Before = async (_, _) =>
        {
            var open = Interlocked.Increment(ref now);
            InterlockedMax(ref most, open);
            await Task.Yield();
            Interlocked.Decrement(ref now);
        };
        var storm = EventSender.Burst + (3 * EventSender.PerSecond);
        for (var number = 0; number < storm; number++)
        {
            Publish($"w{number}", "Synced");
        }

        await Patience.UntilAsync(() => Events.Count == EventSender.Burst);
        for (var second = 1; second <= 3; second++)
        {
            await Patience.UntilAsync(() => _time.Pending.Any(wait => wait < TimeSpan.FromSeconds(1)));
            Assert.InRange(Events.Count, EventSender.Burst, EventSender.Burst + (second * EventSender.PerSecond));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Patience.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            return Events.Count == storm;
        });
        Assert.InRange(most, 1, EventRecorder.Lanes);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    [Fact]
    public async Task E4_ServerInTrouble_IsTriedTwelveTimesTenSecondsApart()
    {
        _cluster.Before = (_, _) => throw Failures.Unreachable();
        Publish("a", "Synced");
        for (var pause = 0; pause < 11; pause++)
        {
            await _time.PassAsync(TimeSpan.FromSeconds(10));
        }

        await Patience.UntilAsync(() => _log.Lines.Any(line => line.Text.Contains("was not published", StringComparison.Ordinal)));
        Assert.Equal(12, _cluster.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task E4_ServerRefuses_IsDropped(HttpStatusCode code)
    {
        _cluster.Before = (_, _) => throw Failures.Of(code, code.ToString());
        Publish("a", "Synced");
        await Patience.UntilAsync(() => _log.Lines.Any(line => line.Text.Contains("was not published", StringComparison.Ordinal)));
        _cluster.Before = null;
        Publish("a", "Synced");
        await Patience.UntilAsync(() => Events.Count == 1);
        Assert.Equal(2, _cluster.Requests.Count);
    }

    [Fact]
    public void E4_LongNote_IsCutAtOneKilobyteBetweenCharacters()
    {
        var cut = EventNote.Cut(new string('é', 900));
        Assert.Equal(1023, Encoding.UTF8.GetByteCount(cut));
        Assert.EndsWith("é...", cut, StringComparison.Ordinal);
        Assert.Equal("short", EventNote.Cut("short"));
    }

    [Fact]
    public void E5_ReasonsOfTheRuntime_AreCamelCaseWordsThatTheReferenceExplains()
    {
        var reference = RepositoryFiles.Read("docs/reference/runtime.md");
        Assert.All((string[])["FinalizerFailed", "FinalizerSkipped"], reason => Assert.Contains($"`{reason}`", reference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flush_EventsWait_ArePublishedFirst()
    {
        for (var number = 0; number < 50; number++)
        {
            Publish($"w{number}", "Synced");
        }

        await _recorder.FlushAsync(default).WaitAsync(Patience.Limit);
        Assert.Equal(50, Events.Count);
    }

    private void Publish(string name, string reason, string note = "all is well") =>
        _recorder.Publish(Widget.Named(name, "1"), EventType.Normal, reason, "Sync", note);

    private async Task RepeatAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            Publish("a", "Synced");
            await DrainAsync();
        }
    }

    /// <summary>Waits until all that was published before has been dealt with, by another event of the same object.</summary>
    private async Task DrainAsync()
    {
        var marker = $"marker{Guid.NewGuid():N}";
        Publish("a", marker);
        await Patience.UntilAsync(() => Events.Any(told => told.Reason == marker));
        _cluster.Remove<V1Event>(Events.Single(told => told.Reason == marker).Metadata.Name!);
    }

    private static EventKey Key(string name) => new("default", "Widget", name, "uid", "Normal", "Synced", "Sync");
}
