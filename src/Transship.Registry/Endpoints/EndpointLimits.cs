namespace Transship.Registry.Endpoints;

/// <summary>What we may ask of a registry, over everything this process does with it. Null means no limit of the user's.</summary>
public sealed record EndpointLimits
{
    /// <summary>Requests in flight at the same time.</summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Requests started per second.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Bytes of blobs per second, both directions together.</summary>
    public long? BytesPerSecond { get; init; }
}
