using System.Diagnostics.Metrics;

namespace Transship.Operator.Metrics;

/// <summary>All series of one instrument's name.</summary>
internal sealed class MetricFamily
{
    /// <summary>The most series of one name: a label that takes ever new values must not fill the memory.</summary>
    internal const int MaxSeries = 10_000;

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<double> _bounds;
    private readonly bool _isAbsolute;
    private readonly bool _isObserved;

    public MetricFamily(Instrument instrument)
    {
        Name = instrument.Name;
        Help = instrument.Description ?? "";
        _isObserved = instrument.IsObservable;
        (Type, _isAbsolute) = TypeOf(instrument);
        _bounds = Type == MetricType.Histogram ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricType Type { get; }

    public IReadOnlyCollection<MetricSeries> Series => _series.Values;

    /// <summary>Takes a measurement in; false when there are too many series to begin another.</summary>
    public bool Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MaxSeries)
            {
                return false;
            }

            series = new MetricSeries(labels, _bounds);
            _series.Add(labels, series);
        }

        if (Type == MetricType.Histogram)
        {
            series.Observe(value);
        }
        else if (_isAbsolute)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }

        return true;
    }

    /// <summary>Forgets what is observed anew at every scrape: what is no longer observed is gone.</summary>
    public void ForgetObservations()
    {
        if (_isObserved)
        {
            _series.Clear();
        }
    }

    private static (MetricType Type, bool IsAbsolute) TypeOf(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() switch
    {
        var type when type == typeof(Histogram<>) => (MetricType.Histogram, false),
        var type when type == typeof(Counter<>) => (MetricType.Counter, false),
        var type when type == typeof(ObservableCounter<>) => (MetricType.Counter, true),
        var type when type == typeof(UpDownCounter<>) => (MetricType.Gauge, false),
        _ => (MetricType.Gauge, true),
    };

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Instrument<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        _ => DefaultBounds,
    };
}
