using System.Diagnostics.Metrics;

namespace Transship.Runtime.Tests.Telemetry;

/// <summary>Sums up what instruments of a meter measure, by instrument and tags.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _values = [];
    private readonly HashSet<string> _instruments = [];

    /// <param name="tag">Only measurements with this tag value count: tests run side by side.</param>
    internal MetricsCollector(string meter, string tag)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                lock (_gate)
                {
                    _instruments.Add(instrument.Name);
                }

                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags.ToArray(), tag));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags.ToArray(), tag));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags.ToArray(), tag));
        _listener.Start();
    }

    internal IReadOnlyCollection<string> Instruments
    {
        get
        {
            lock (_gate)
            {
                return [.. _instruments];
            }
        }
    }

    /// <summary>The sum of a counter, the last value of a gauge, or the number of measurements of a histogram.</summary>
    internal double this[string instrument, string? tag = null]
    {
        get
        {
            _listener.RecordObservableInstruments();
            lock (_gate)
            {
                return _values.Where(value => value.Key.StartsWith(instrument + " ", StringComparison.Ordinal))
                    .Where(value => tag is null || value.Key.Split(' ').Contains(tag))
                    .Sum(value => value.Value);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, KeyValuePair<string, object?>[] tags, string tag)
    {
        if (!tags.Any(pair => Equals(pair.Value, tag)))
        {
            return;
        }

        var key = $"{instrument.Name} {string.Join(' ', tags.Select(pair => $"{pair.Key}={pair.Value}"))}";
        lock (_gate)
        {
            var known = _values.GetValueOrDefault(key);
            _values[key] = instrument switch
            {
                Histogram<double> => known + 1,
                { IsObservable: true } or Gauge<long> => value,
                _ => known + value,
            };
        }
    }
}
