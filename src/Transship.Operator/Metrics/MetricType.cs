namespace Transship.Operator.Metrics;

/// <summary>The types of the Prometheus text format that this program uses.</summary>
internal enum MetricType
{
    /// <summary>Only ever grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by buckets, with a sum.</summary>
    Histogram,
}
