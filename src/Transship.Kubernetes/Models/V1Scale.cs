namespace Transship.Kubernetes.Models;

/// <summary>How many replicas an object has and should have (autoscaling/v1 Scale, the <c>scale</c> subresource).</summary>
public sealed record V1Scale
{
    /// <summary>Name, namespace and version of the scaled object.</summary>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public V1ScaleSpec Spec { get; init; } = new();

    /// <summary>What is there.</summary>
    public V1ScaleStatus? Status { get; init; }
}

/// <summary>How many replicas are wanted.</summary>
public sealed record V1ScaleSpec
{
    /// <summary>The number; absent means none.</summary>
    public int Replicas { get; init; }
}

/// <summary>How many replicas there are.</summary>
public sealed record V1ScaleStatus
{
    /// <summary>The number.</summary>
    public int Replicas { get; init; }

    /// <summary>The label selector of the pods.</summary>
    public string? Selector { get; init; }
}
