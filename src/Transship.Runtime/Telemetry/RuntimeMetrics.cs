using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Transship.Runtime.Telemetry;

/// <summary>The instruments of the runtime, under the names that controller-runtime's dashboards look for.</summary>
internal sealed class RuntimeMetrics : IDisposable
{
    internal const string MeterName = "Transship.Runtime";

    private static readonly InstrumentAdvice<double> QueueBuckets = new() { HistogramBucketBoundaries = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000] };

    private static readonly InstrumentAdvice<double> ReconcileBuckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<string, QueueMetrics> _queues = new();
    private readonly ConcurrentDictionary<string, int> _leaders = new();
    private readonly Counter<long> _skippedFrames;
    private readonly Counter<long> _endedWatches;
    private readonly Counter<long> _droppedEvents;

    public RuntimeMetrics()
    {
        Reconciles = _meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Reconciles by controller and result.");
        Errors = _meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Reconciles that failed.");
        TerminalErrors = _meter.CreateCounter<long>("controller_runtime_terminal_reconcile_errors_total", description: "Reconciles that failed for good.");
        Panics = _meter.CreateCounter<long>("controller_runtime_reconcile_panics_total", description: "Reconciles that threw an unforeseen exception.");
        Durations = _meter.CreateHistogram("controller_runtime_reconcile_time_seconds", "s", "Length of a reconcile.", null, ReconcileBuckets);
        MaxConcurrent = _meter.CreateGauge<long>("controller_runtime_max_concurrent_reconciles", description: "Workers of a controller.");
        ActiveWorkers = _meter.CreateUpDownCounter<long>("controller_runtime_active_workers", description: "Workers that are busy.");
        Adds = _meter.CreateCounter<long>("workqueue_adds_total", description: "Keys added.");
        Retries = _meter.CreateCounter<long>("workqueue_retries_total", description: "Keys added after a failure.");
        QueueDurations = _meter.CreateHistogram("workqueue_queue_duration_seconds", "s", "How long a key waited for a worker.", null, QueueBuckets);
        WorkDurations = _meter.CreateHistogram("workqueue_work_duration_seconds", "s", "How long a key was in work.", null, QueueBuckets);
        _meter.CreateObservableGauge("workqueue_depth", () => Observe(measure => (double)measure.Depth), description: "Keys that wait for a worker.");
        _meter.CreateObservableGauge("workqueue_unfinished_work_seconds", () => Observe(measure => measure.Unfinished.TotalSeconds), "s", "Sum of the ages of the keys in work.");
        _meter.CreateObservableGauge("workqueue_longest_running_processor_seconds", () => Observe(measure => measure.Longest.TotalSeconds), "s", "Age of the oldest key in work.");
        _meter.CreateObservableGauge("leader_election_master_status", ObserveLeaders, description: "1 while this process leads.");
        _skippedFrames = _meter.CreateCounter<long>("transship_runtime_watch_frames_skipped_total", description: "Watch frames that were not understood.");
        _endedWatches = _meter.CreateCounter<long>("transship_runtime_watches_ended_total", description: "Watches that ended, for whatever reason.");
        _droppedEvents = _meter.CreateCounter<long>("transship_runtime_events_dropped_total", description: "Events that were not published.");
    }

    internal Counter<long> Reconciles { get; }

    internal Counter<long> Errors { get; }

    internal Counter<long> TerminalErrors { get; }

    internal Counter<long> Panics { get; }

    internal Histogram<double> Durations { get; }

    internal Gauge<long> MaxConcurrent { get; }

    internal UpDownCounter<long> ActiveWorkers { get; }

    internal Counter<long> Adds { get; }

    internal Counter<long> Retries { get; }

    internal Histogram<double> QueueDurations { get; }

    internal Histogram<double> WorkDurations { get; }

    internal QueueMetrics ForQueue(string name, Func<QueueMeasure> measure) =>
        _queues[name] = new QueueMetrics(name, this, measure, () => _queues.TryRemove(name, out _));

    internal void FrameSkipped(string kind) => _skippedFrames.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void WatchEnded(string kind) => _endedWatches.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void EventDropped(string cause) => _droppedEvents.Add(1, new KeyValuePair<string, object?>("cause", cause));

    internal void Leads(string lease, bool isLeader) => _leaders[lease] = isLeader ? 1 : 0;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Observe(Func<QueueMeasure, double> value) =>
        _queues.Values.Select(queue => new Measurement<double>(value(queue.Measure()), queue.Tags));

    private IEnumerable<Measurement<int>> ObserveLeaders() =>
        _leaders.Select(lease => new Measurement<int>(lease.Value, new KeyValuePair<string, object?>("name", lease.Key)));
}
