using Transship.Kubernetes.Entities.Schema;

namespace Transship.Kubernetes.Models;

/// <summary>One aspect of an object's state (meta/v1 Condition).</summary>
public sealed record V1Condition
{
    /// <summary>The aspect, CamelCase.</summary>
    [Length(MaxLength = 316)]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    public required ConditionStatus Status { get; init; }

    /// <summary>Why, as one CamelCase word of a documented vocabulary.</summary>
    [Length(MinLength = 1, MaxLength = 1024)]
    public required string Reason { get; init; }

    /// <summary>Why, as a sentence for people.</summary>
    [Length(MaxLength = 32768)]
    public required string Message { get; init; }

    /// <summary>When the status last flipped.</summary>
    public required DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>The generation that the condition speaks of.</summary>
    [RangeMinimum(0)]
    public long? ObservedGeneration { get; init; }
}
