using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>What happened to an object, as the older API tells it (core/v1 Event): only this one can be selected by object on every server.</summary>
[KubernetesEntity(Kind = "Event", PluralName = "events")]
public sealed record V1CoreEvent : KubernetesObject
{
    /// <summary>What happened, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>What happened, one sentence.</summary>
    public string? Message { get; init; }

    /// <summary>When it happened last.</summary>
    public DateTimeOffset? LastTimestamp { get; init; }
}
