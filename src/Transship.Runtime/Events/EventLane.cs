using System.Threading.Channels;
using Transship.Kubernetes.Models;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Events;

/// <summary>Publishes the events of some objects, one after another: so a series follows its first event, and the events of an object stay in order.</summary>
internal sealed class EventLane(EventSender sender, Func<RecordedEvent, V1Event> make, TimeProvider time, RuntimeMetrics metrics)
{
    /// <summary>How many events wait at most.</summary>
    internal const int Capacity = 1000;

    private readonly Channel<RecordedEvent> _queue = Channel.CreateBounded<RecordedEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly EventBook _book = new(time, EventRecorder.Lanes);

    /// <summary>How many wait.</summary>
    internal int Waiting => _queue.Reader.Count;

    /// <summary>Queues an event; false where too many wait.</summary>
    internal bool TryAdd(RecordedEvent recorded) => _queue.Writer.TryWrite(recorded);

    /// <summary>No more events come.</summary>
    internal void Complete() => _queue.Writer.TryComplete();

    /// <summary>Publishes what is queued until no more comes.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var sweep = new PeriodicTimer(EventBook.SeriesEnds, time);
        var swept = sweep.WaitForNextTickAsync(cancellationToken).AsTask();
        var more = _queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            if (await Task.WhenAny(more, swept) == swept)
            {
                if (!await swept)
                {
                    // The timer is gone, which only its finalizer does: nobody holds this recorder any more.
                    return;
                }

                await WriteAllAsync(_book.Sweep(), cancellationToken);
                swept = sweep.WaitForNextTickAsync(cancellationToken).AsTask();
                continue;
            }

            if (!await more)
            {
                return;
            }

            while (_queue.Reader.TryRead(out var recorded))
            {
                await WriteAsync(recorded, cancellationToken);
            }

            more = _queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private async Task WriteAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        var key = EventKey.Of(recorded.Regarding, recorded.Type, recorded.Reason, recorded.Action);
        var series = _book.Enter(key, () => make(recorded), out var isSpam);
        if (isSpam)
        {
            metrics.EventDropped("rate");
        }

        if (series is not null && !await sender.SendAsync(series, cancellationToken))
        {
            _book.Forget(key);
        }
    }

    private async Task WriteAllAsync(IReadOnlyList<EventSeries> due, CancellationToken cancellationToken)
    {
        foreach (var series in due)
        {
            await sender.SendAsync(series, cancellationToken);
        }
    }
}
