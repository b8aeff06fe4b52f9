using System.Diagnostics.Metrics;
using System.Text;

namespace Transship.Operator.Metrics;

/// <summary>Gathers what the product's meters measure, for Prometheus to scrape.</summary>
internal sealed class MetricsRegistry : IDisposable
{
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Lock _scrapes = new();
    private readonly MeterListener _listener = new();
    private readonly Meter _own = new("Transship.Operator");
    private readonly Counter<long> _dropped;

    /// <summary>Listens from now on to all meters that the condition lets through.</summary>
    public MetricsRegistry(Func<Meter, bool>? listensTo = null)
    {
        listensTo ??= static meter => meter.Name.StartsWith("Transship.", StringComparison.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _own || listensTo(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record((MetricFamily)family!, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record((MetricFamily)family!, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record((MetricFamily)family!, value, tags));
        _listener.Start();
        _dropped = _own.CreateCounter<long>(
            "transship_metrics_dropped_total", description: "Measurements that were not kept because their metric has too many series.");
        _dropped.Add(0);
    }

    /// <summary>All series as they are now, in the Prometheus text format.</summary>
    public string Scrape()
    {
        lock (_scrapes)
        {
            lock (_lock)
            {
                foreach (var family in _families.Values)
                {
                    family.ForgetObservations();
                }
            }

            // Not under the lock of measurements: this takes the locks of queues and caches, whose holders measure.
            _listener.RecordObservableInstruments();
            return Write();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _own.Dispose();
    }

    private string Write()
    {
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families.Values)
            {
                PrometheusText.Write(text, family);
            }
        }

        return text.ToString();
    }

    private MetricFamily FamilyOf(Instrument instrument)
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(instrument.Name, out var family))
            {
                family = new MetricFamily(instrument);
                _families.Add(instrument.Name, family);
            }

            return family;
        }
    }

    private void Record(MetricFamily family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        bool isKept;
        lock (_lock)
        {
            isKept = family.Record(value, tags);
        }

        if (!isKept)
        {
            _dropped.Add(1);
        }
    }
}
