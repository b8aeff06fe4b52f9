using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Endpoints;

/// <summary>Limits of an endpoint, shared by all rules that use it.</summary>
public sealed record EndpointLimits
{
    /// <summary>Requests at the same time.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Requests per second.</summary>
    [RangeMinimum(1)]
    [RangeMaximum(100000)]
    public int? RequestsPerSecond { get; init; }

    /// <summary>Bytes per second in each direction, as in 10Mi or 500Ki.</summary>
    [Pattern(@"^[1-9][0-9]*(Ki|Mi|Gi|k|M|G)?$")]
    [Length(MaxLength = 32)]
    public string? Bandwidth { get; init; }
}
