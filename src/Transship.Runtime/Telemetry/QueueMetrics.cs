namespace Transship.Runtime.Telemetry;

/// <summary>What a queue looks like at a moment.</summary>
/// <param name="Depth">Keys that wait for a worker.</param>
/// <param name="Unfinished">Sum of the ages of the keys in work.</param>
/// <param name="Longest">Age of the oldest key in work.</param>
internal sealed record QueueMeasure(int Depth, TimeSpan Unfinished, TimeSpan Longest);

/// <summary>The measurements of one queue.</summary>
internal sealed class QueueMetrics(string name, RuntimeMetrics metrics, Func<QueueMeasure> measure, Action forget) : IDisposable
{
    internal KeyValuePair<string, object?>[] Tags { get; } = [new("name", name), new("controller", name)];

    internal QueueMeasure Measure() => measure();

    internal void Added() => metrics.Adds.Add(1, Tags);

    internal void Retried() => metrics.Retries.Add(1, Tags);

    internal void Taken(TimeSpan waited) => metrics.QueueDurations.Record(waited.TotalSeconds, Tags);

    internal void Done(TimeSpan worked) => metrics.WorkDurations.Record(worked.TotalSeconds, Tags);

    public void Dispose() => forget();
}
