namespace Transship.Operator.Metrics;

/// <summary>One series of a metric: a value, or the buckets of a histogram.</summary>
/// <param name="labels">The labels as the text format writes them, without braces.</param>
/// <param name="bounds">The upper bounds of the buckets, ascending; empty for a plain value.</param>
internal sealed class MetricSeries(string labels, IReadOnlyList<double> bounds)
{
    private readonly long[] _atMost = new long[bounds.Count];

    public string Labels => labels;

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>The value; of a histogram the sum of all measurements.</summary>
    public double Value { get; private set; }

    /// <summary>How many measurements a histogram has.</summary>
    public long Count { get; private set; }

    /// <summary>How many measurements are at most as large as a bound.</summary>
    public long CumulativeCount(int bound) => _atMost[bound];

    public void Add(double value) => Value += value;

    public void Set(double value) => Value = value;

    public void Observe(double value)
    {
        Value += value;
        Count++;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (value <= bounds[i])
            {
                _atMost[i]++;
            }
        }
    }
}
