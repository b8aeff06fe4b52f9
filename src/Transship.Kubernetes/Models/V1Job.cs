using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Pods that run to their end (batch/v1 Job).</summary>
[KubernetesEntity(Group = "batch", Kind = "Job", PluralName = "jobs")]
public sealed record V1Job : CustomKubernetesEntity<V1JobSpec, V1JobStatus>;

/// <summary>What pods to run, and how often.</summary>
public sealed record V1JobSpec
{
    /// <summary>Failed pods after which the Job fails.</summary>
    public int? BackoffLimit { get; init; }

    /// <summary>Seconds after which the Job fails.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Seconds after its end that the Job is kept; without it, for good. The one field here that may change.</summary>
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>Which failures count (Kubernetes 1.26 and later; older servers drop it).</summary>
    public V1PodFailurePolicy? PodFailurePolicy { get; init; }

    /// <summary>The pod.</summary>
    public V1PodTemplateSpec Template { get; init; } = new();
}

/// <summary>What a Job does about a failed pod; the first rule that matches decides.</summary>
public sealed record V1PodFailurePolicy
{
    /// <summary>The rules.</summary>
    public IReadOnlyList<V1PodFailurePolicyRule> Rules { get; init; } = [];
}

/// <summary>One rule of a <see cref="V1PodFailurePolicy"/>.</summary>
public sealed record V1PodFailurePolicyRule
{
    /// <summary>FailJob, Ignore or Count.</summary>
    public required string Action { get; init; }

    /// <summary>The exit codes that it matches.</summary>
    public V1PodFailureExitCodes? OnExitCodes { get; init; }

    /// <summary>The pod conditions that it matches.</summary>
    public IReadOnlyList<V1PodFailureCondition>? OnPodConditions { get; init; }
}

/// <summary>Exit codes of a container.</summary>
public sealed record V1PodFailureExitCodes
{
    /// <summary>The container.</summary>
    public string? ContainerName { get; init; }

    /// <summary>In or NotIn.</summary>
    public required string Operator { get; init; }

    /// <summary>The codes.</summary>
    public required IReadOnlyList<int> Values { get; init; }
}

/// <summary>A condition of a pod.</summary>
public sealed record V1PodFailureCondition
{
    /// <summary>Its type.</summary>
    public required string Type { get; init; }

    /// <summary>Its status.</summary>
    public required string Status { get; init; }
}

/// <summary>How a Job goes.</summary>
public sealed record V1JobStatus
{
    /// <summary>Complete or Failed, once it is over.</summary>
    public IReadOnlyList<V1JobCondition>? Conditions { get; init; }

    /// <summary>Pods that go on.</summary>
    public int? Active { get; init; }

    /// <summary>Pods that ended well.</summary>
    public int? Succeeded { get; init; }

    /// <summary>Pods that failed.</summary>
    public int? Failed { get; init; }
}

/// <summary>An aspect of a Job; its times are older than meta/v1 Condition.</summary>
public sealed record V1JobCondition
{
    /// <summary>The aspect.</summary>
    public string Type { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, one sentence.</summary>
    public string? Message { get; init; }
}
