using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Serialization;

namespace Transship.Kubernetes.Models;

/// <summary>The record of a leadership (coordination.k8s.io/v1 Lease).</summary>
[KubernetesEntity(Group = "coordination.k8s.io", Kind = "Lease", PluralName = "leases")]
public sealed record V1Lease : CustomKubernetesEntity<V1LeaseSpec>;

/// <summary>Who leads, since when and for how long.</summary>
public sealed record V1LeaseSpec
{
    /// <summary>The leader; absent or empty when nobody leads.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds that the leadership lasts without a renewal.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder took over.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder last renewed.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }
}
