using Transship.Api.Endpoints;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Pods;

namespace Transship.Operator.Commands.Work;

/// <summary>The endpoints of a shard, each with this pod's share of its limits.</summary>
internal static class ShardEndpoints
{
    /// <summary>The endpoints.</summary>
    public static IReadOnlyList<Endpoint> Of(Shard shard) =>
    [
        .. shard.Endpoints.Select(pair => new Endpoint
        {
            Metadata = new V1ObjectMeta { Name = pair.Key, Namespace = shard.Namespace },
            Spec = pair.Value with { Limits = Share(pair.Value.Limits, shard.Pods) },
        }),
    ];

    private static EndpointLimits? Share(EndpointLimits? limits, int pods) => limits is null ? null : limits with
    {
        MaxConcurrentRequests = Share(limits.MaxConcurrentRequests, pods),
        RequestsPerSecond = Share(limits.RequestsPerSecond, pods),
        Bandwidth = Bandwidth.Share(limits.Bandwidth, pods),
    };

    private static int? Share(int? limit, int pods) => limit is { } all ? Math.Max(1, all / pods) : null;
}
