using System.Diagnostics.Metrics;
using Transship.Operator.Metrics;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Metrics;

public sealed class MetricsRegistryTests : IDisposable
{
    private readonly Meter _meter = new("Test");
    private readonly MetricsRegistry _registry;

    public MetricsRegistryTests() => _registry = new MetricsRegistry(meter => meter == _meter);

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Scrape_Counter_SumsByLabelsWhateverTheirOrder()
    {
        var counter = _meter.CreateCounter<long>("requests_total", description: "Requests.");
        counter.Add(2, new("method", "GET"), new("code", 200));
        counter.Add(3, new("code", 200), new("method", "GET"));
        counter.Add(1, new("code", 500), new("method", "GET"));

        Assert.Equal(
            """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{code="200",method="GET"} 5
            requests_total{code="500",method="GET"} 1

            """,
            Own());
    }

    [Fact]
    public void Scrape_Values_AreEscaped()
    {
        _meter.CreateCounter<long>("odd_total", description: "A \\ and\na line.").Add(1, new KeyValuePair<string, object?>("path", "a\"b\\c\nd"));

        Assert.Equal("# HELP odd_total A \\\\ and\\na line.\n# TYPE odd_total counter\nodd_total{path=\"a\\\"b\\\\c\\nd\"} 1\n", Own());
    }

    [Fact]
    public void Scrape_Gauges_ShowTheLastValueAndTheBalance()
    {
        var gauge = _meter.CreateGauge<double>("a_level");
        gauge.Record(4);
        gauge.Record(1.5);
        var busy = _meter.CreateUpDownCounter<long>("b_busy");
        busy.Add(3);
        busy.Add(-1);

        Assert.Equal("# HELP a_level \n# TYPE a_level gauge\na_level 1.5\n# HELP b_busy \n# TYPE b_busy gauge\nb_busy 2\n", Own());
    }

    [Fact]
    public void Scrape_Histogram_HasCumulativeBucketsSumAndCount()
    {
        var histogram = _meter.CreateHistogram("took_seconds", "s", "Time.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in new[] { 0.05, 0.1, 0.5, 7 })
        {
            histogram.Record(seconds, new KeyValuePair<string, object?>("name", "x"));
        }

        Assert.Equal(
            """
            # HELP took_seconds Time.
            # TYPE took_seconds histogram
            took_seconds_bucket{name="x",le="0.1"} 2
            took_seconds_bucket{name="x",le="1"} 3
            took_seconds_bucket{name="x",le="+Inf"} 4
            took_seconds_sum{name="x"} 7.65
            took_seconds_count{name="x"} 4

            """,
            Own());
    }

    [Fact]
    public void Scrape_ObservedGauge_ForgetsWhatIsNoLongerObserved()
    {
        List<Measurement<int>> queues = [new(1, new KeyValuePair<string, object?>("name", "old")), new(2, new KeyValuePair<string, object?>("name", "new"))];
        _meter.CreateObservableGauge("depth", () => queues);
        Assert.Contains("depth{name=\"old\"} 1\n", _registry.Scrape(), StringComparison.Ordinal);

        queues.RemoveAt(0);

        Assert.EndsWith("gauge\ndepth{name=\"new\"} 2\n", Own(), StringComparison.Ordinal);
        Assert.DoesNotContain("old", Own(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_MoreLabelsThanAreKept_CountsWhatIsDropped()
    {
        var counter = _meter.CreateCounter<long>("many_total");
        for (var i = 0; i < MetricFamily.MaxSeries + 5; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var text = _registry.Scrape();

        Assert.Equal(MetricFamily.MaxSeries, text.Split('\n').Count(line => line.StartsWith("many_total{", StringComparison.Ordinal)));
        Assert.Contains("\ntransship_metrics_dropped_total 5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrape_ObservedLockIsHeldByOneWhoMeasures_BothGoOn()
    {
        var gate = new Lock();
        using var isObserving = new ManualResetEventSlim();
        using var isHeld = new ManualResetEventSlim();
        var counter = _meter.CreateCounter<long>("done_total");
        _meter.CreateObservableGauge("depth", () =>
        {
            isObserving.Set();
            lock (gate)
            {
                return 1;
            }
        });
        var worker = Task.Run(() =>
        {
            lock (gate)
            {
                isHeld.Set();
                isObserving.Wait(Patience.Limit);
                counter.Add(1);
            }
        });
        isHeld.Wait(Patience.Limit);

        var scrape = await Task.Run(_registry.Scrape).WaitAsync(Patience.Limit);

        await worker.WaitAsync(Patience.Limit);
        Assert.Contains("\ndepth 1\n", scrape, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_WhileOthersMeasure_LosesNothing()
    {
        var counter = _meter.CreateCounter<long>("busy_total");

        Parallel.For(0, 2_000, i =>
        {
            counter.Add(1);
            if (i % 100 == 0)
            {
                _registry.Scrape();
            }
        });

        Assert.Contains("\nbusy_total 2000\n", _registry.Scrape(), StringComparison.Ordinal);
    }

    /// <summary>What is scraped, without what the registry tells of itself.</summary>
    private string Own()
    {
        var text = _registry.Scrape();
        return text[..text.IndexOf("# HELP transship_metrics_dropped_total", StringComparison.Ordinal)] + After(text);

        static string After(string text)
        {
            var last = "transship_metrics_dropped_total 0\n";
            return text[(text.IndexOf(last, StringComparison.Ordinal) + last.Length)..];
        }
    }
}
