using Transship.Kubernetes.Entities;

namespace Transship.Kubernetes.Models;

/// <summary>Containers on a node (core/v1 Pod).</summary>
[KubernetesEntity(Kind = "Pod", PluralName = "pods")]
public sealed record V1Pod : CustomKubernetesEntity<V1PodSpec, V1PodStatus>;

/// <summary>A pod to be made.</summary>
public sealed record V1PodTemplateSpec
{
    /// <summary>Labels and annotations.</summary>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What runs.</summary>
    public V1PodSpec Spec { get; init; } = new();
}

/// <summary>How a pod goes.</summary>
public sealed record V1PodStatus
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string? Phase { get; init; }

    /// <summary>Why the pod as a whole failed, as in Evicted.</summary>
    public string? Reason { get; init; }

    /// <summary>The same as a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>PodScheduled, Ready, DisruptionTarget and so on.</summary>
    public IReadOnlyList<V1PodCondition>? Conditions { get; init; }

    /// <summary>The containers.</summary>
    public IReadOnlyList<V1ContainerStatus>? ContainerStatuses { get; init; }
}

/// <summary>An aspect of a pod; its times are older than meta/v1 Condition.</summary>
public sealed record V1PodCondition
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

/// <summary>How a container goes.</summary>
public sealed record V1ContainerStatus
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it does now.</summary>
    public V1ContainerState? State { get; init; }
}

/// <summary>Exactly one of waiting, running and terminated.</summary>
public sealed record V1ContainerState
{
    /// <summary>It has not started.</summary>
    public V1ContainerWaiting? Waiting { get; init; }

    /// <summary>It runs.</summary>
    public V1ContainerRunning? Running { get; init; }

    /// <summary>It ended.</summary>
    public V1ContainerTerminated? Terminated { get; init; }
}

/// <summary>Why a container waits.</summary>
public sealed record V1ContainerWaiting
{
    /// <summary>One word, as in ImagePullBackOff.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence.</summary>
    public string? Message { get; init; }
}

/// <summary>Since when a container runs.</summary>
public sealed record V1ContainerRunning
{
    /// <summary>Since then.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>How a container ended.</summary>
public sealed record V1ContainerTerminated
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>One word, as in OOMKilled.</summary>
    public string? Reason { get; init; }

    /// <summary>What it left in its termination message.</summary>
    public string? Message { get; init; }
}
