using System.Diagnostics.Metrics;

namespace Transship.Operator.Events;

/// <summary>Counts what the receiver is sent.</summary>
internal sealed class EventMetrics : IDisposable
{
    private readonly Meter _meter = new("Transship.Events");
    private readonly Counter<long> _deliveries;

    public EventMetrics() => _deliveries = _meter.CreateCounter<long>("transship_event_deliveries_total", description: "Deliveries of registry events by outcome.");

    /// <summary>A delivery was answered.</summary>
    public void Took(EventOutcome outcome) => _deliveries.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome.ToString()));

    public void Dispose() => _meter.Dispose();
}

/// <summary>What became of a delivery.</summary>
internal enum EventOutcome
{
    /// <summary>All that it told is stored.</summary>
    Accepted,

    /// <summary>It did not prove itself.</summary>
    Refused,

    /// <summary>It could not be read.</summary>
    Malformed,

    /// <summary>It could not be stored now.</summary>
    Unavailable,
}
