using System.Net;

namespace Transship.Operator.Events;

/// <summary>Where registries deliver their events, and what is taken at most.</summary>
/// <param name="Listen">The address and port; port 0 takes any free one.</param>
internal sealed record EventReceiverOptions(IPEndPoint Listen)
{
    /// <summary>The most bytes of a delivery.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Deliveries that are read at the same time; with <see cref="MaxBodyBytes"/> it bounds the memory.</summary>
    public int MaxReading { get; init; } = 64;

    /// <summary>How long a sender may take to send a delivery.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections at the same time.</summary>
    public int MaxConnections { get; init; } = 2048;

    /// <summary>Refusals are sent at multiples of this after the arrival, so that their time tells nothing.</summary>
    public TimeSpan RefusalTime { get; init; } = TimeSpan.FromMilliseconds(250);
}
