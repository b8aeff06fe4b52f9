using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Events;

/// <summary>Publishes events from a loop of its own: who records one never waits (E3).</summary>
internal sealed partial class EventRecorder : IEventRecorder, IDisposable
{
    internal const int Capacity = 1000;

    private readonly Channel<Recorded> _queue = Channel.CreateBounded<Recorded>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly EventBook _book;
    private readonly EventSender _sender;
    private readonly OperatorSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RuntimeMetrics _metrics;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private long _sequence;
    private int _isDisposed;

    public EventRecorder(IKubernetesClient client, OperatorSettings settings, TimeProvider time, ILogger<EventRecorder> logger, RuntimeMetrics metrics)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _book = new EventBook(time);
        _sender = new EventSender(client, time, logger, metrics);
    }

    public void Publish(IKubernetesObject entity, EventType type, string reason, string action, string note)
    {
        var recorded = new Recorded(V1ObjectReference.To(entity), type, reason, action, EventNote.Cut(note), _time.GetUtcNow());
        if (!_queue.Writer.TryWrite(recorded))
        {
            _metrics.EventDropped("queue_full");
            Log.Dropped(_logger, reason, recorded.Regarding.Kind, recorded.Regarding.Name);
        }
    }

    internal void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Publishes what waits until the token is cancelled.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await using (cancellationToken.Register(_stop.Cancel))
        {
            await _loop;
        }
    }

    /// <summary>Stops publishing; what waits is lost unless <see cref="FlushAsync"/> came first.</summary>
    public void Dispose()
    {
        // A container disposes of it once for each name that it is registered under.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            using var sweep = new PeriodicTimer(EventBook.SeriesEnds, _time);
            var swept = sweep.WaitForNextTickAsync(_stop.Token).AsTask();
            var more = _queue.Reader.WaitToReadAsync(_stop.Token).AsTask();
            while (true)
            {
                if (await Task.WhenAny(more, swept) == swept)
                {
                    if (!await swept)
                    {
                        // The timer is gone, which only its finalizer does: nobody holds this recorder any more.
                        return;
                    }

                    await WriteAllAsync(_book.Sweep());
                    swept = sweep.WaitForNextTickAsync(_stop.Token).AsTask();
                    continue;
                }

                if (!await more)
                {
                    return;
                }

                while (_queue.Reader.TryRead(out var recorded))
                {
                    await WriteAsync(recorded);
                }

                more = _queue.Reader.WaitToReadAsync(_stop.Token).AsTask();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Log.Abandoned(_logger, _queue.Reader.Count);
        }
    }

    private async Task WriteAsync(Recorded recorded)
    {
        var key = EventKey.Of(recorded.Regarding, recorded.Type, recorded.Reason, recorded.Action);
        var series = _book.Enter(key, () => Make(recorded), out var isSpam);
        if (isSpam)
        {
            _metrics.EventDropped("rate");
        }

        if (series is not null && !await _sender.SendAsync(series, _stop.Token))
        {
            _book.Forget(key);
        }
    }

    private async Task WriteAllAsync(IReadOnlyList<EventSeries> due)
    {
        foreach (var series in due)
        {
            await _sender.SendAsync(series, _stop.Token);
        }
    }

    private V1Event Make(Recorded recorded)
    {
        var name = recorded.Regarding.Name is { Length: > 0 } regarding ? regarding : "unnamed";
        return new V1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{name[..Math.Min(name.Length, 200)].TrimEnd('.', '-')}.{recorded.At.Ticks + _sequence++:x16}",
                Namespace = recorded.Regarding.Namespace ?? "default",
            },
            EventTime = recorded.At,
            ReportingController = _settings.Name,
            ReportingInstance = _settings.Identity.Length > 128 ? _settings.Identity[..128] : _settings.Identity,
            Action = recorded.Action,
            Reason = recorded.Reason,
            Regarding = recorded.Regarding,
            Note = recorded.Note,
            Type = recorded.Type.ToString(),
        };
    }

    private sealed record Recorded(V1ObjectReference Regarding, EventType Type, string Reason, string Action, string Note, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The event {Reason} of {Kind} {Name} was dropped: too many wait to be published.")]
        internal static partial void Dropped(ILogger logger, string reason, string? kind, string? name);

        [LoggerMessage(LogLevel.Warning, "{Count} events were not published before the shutdown.")]
        internal static partial void Abandoned(ILogger logger, int count);
    }
}
