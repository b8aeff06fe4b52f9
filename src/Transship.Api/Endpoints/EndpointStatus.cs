using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Endpoints;

/// <summary>What the latest connection test found.</summary>
public sealed record EndpointStatus
{
    /// <summary>The generation that the status speaks of.</summary>
    [DefaultValue("-1")]
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, with the reason in words; Reconciling and Stalled while they hold.</summary>
    [ListMapKeys("type")]
    [Items(MaxItems = 8)]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>What the server says it is.</summary>
    public EndpointServer? Server { get; init; }

    /// <summary>When the connection was last tested.</summary>
    public DateTimeOffset? LastCheckTime { get; init; }

    /// <summary>How long the test took.</summary>
    [Length(MaxLength = 32)]
    public string? Latency { get; init; }

    /// <summary>The path of the event receiver that takes this registry's events; absent while that is off.</summary>
    [Length(MaxLength = 512)]
    public string? EventsPath { get; init; }
}
