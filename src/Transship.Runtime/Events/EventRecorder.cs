using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Events;

/// <summary>Publishes events in lanes of their own: who records one never waits (E3), and those of one object take the same lane.</summary>
internal sealed partial class EventRecorder : IEventRecorder, IDisposable
{
    internal const int Lanes = 8;

    /// <summary>How often a recorder says that it drops events; the metric counts each.</summary>
    internal static readonly TimeSpan DropPause = TimeSpan.FromMinutes(1);

    private readonly EventLane[] _lanes;
    private readonly OperatorSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RuntimeMetrics _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue.TokenBucket _drops;
    private Task _loop = Task.CompletedTask;
    private long _sequence;
    private int _isDisposed;

    public EventRecorder(IKubernetesClient client, OperatorSettings settings, TimeProvider time, ILogger<EventRecorder> logger, RuntimeMetrics metrics)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _drops = new Queue.TokenBucket(1 / DropPause.TotalSeconds, 1, time);
        var sender = new EventSender(client, time, logger, metrics);
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new EventLane(sender, Make, time, metrics))];
    }

    public void Publish(IKubernetesObject entity, EventType type, string reason, string action, string note)
    {
        var recorded = new RecordedEvent(V1ObjectReference.To(entity), type, reason, action, EventNote.Cut(note), _time.GetUtcNow());
        var (kind, name) = (recorded.Regarding.Kind, recorded.Regarding.Name);
        if (!_lanes[(uint)HashCode.Combine(kind, recorded.Regarding.Namespace, name) % Lanes].TryAdd(recorded))
        {
            _metrics.EventDropped("queue_full");
            if (_drops.TryTake())
            {
                Log.Dropped(_logger, reason, kind, name);
            }
        }
    }

    internal void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Publishes what waits until the token is cancelled.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_lanes, lane => lane.Complete());
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
        var token = _stop.Token;
        try
        {
            await Task.WhenAll(_lanes.Select(lane => lane.RunAsync(token)));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            Log.Abandoned(_logger, _lanes.Sum(lane => lane.Waiting));
        }
    }

    private V1Event Make(RecordedEvent recorded)
    {
        var name = recorded.Regarding.Name is { Length: > 0 } regarding ? regarding : "unnamed";
        return new V1Event
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{name[..Math.Min(name.Length, 200)].TrimEnd('.', '-')}.{recorded.At.Ticks + Interlocked.Increment(ref _sequence):x16}",
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

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The event {Reason} of {Kind} {Name} was dropped: too many wait to be published. Further ones within a minute are only counted.")]
        internal static partial void Dropped(ILogger logger, string reason, string? kind, string? name);

        [LoggerMessage(LogLevel.Warning, "{Count} events were not published before the shutdown.")]
        internal static partial void Abandoned(ILogger logger, int count);
    }
}
