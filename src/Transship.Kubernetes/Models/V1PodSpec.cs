using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;

namespace Transship.Kubernetes.Models;

/// <summary>What runs in a pod, where, and as whom (core/v1 PodSpec, as far as it is used here).</summary>
public sealed record V1PodSpec
{
    /// <summary>The containers.</summary>
    public IReadOnlyList<V1Container> Containers { get; init; } = [];

    /// <summary>What containers can mount.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Always, OnFailure or Never.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>The account.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Whether the account's token is mounted at the usual place.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Whether services become environment variables.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>The node that it was bound to.</summary>
    public string? NodeName { get; init; }

    /// <summary>Labels that a node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints that do not matter.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>Where it should or must run (core/v1 Affinity), as written.</summary>
    public JsonObject? Affinity { get; init; }

    /// <summary>The priority class.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>The container runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Secrets for pulling images.</summary>
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>What holds for all containers.</summary>
    public V1PodSecurityContext? SecurityContext { get; init; }
}

/// <summary>Names an object of the same namespace.</summary>
public sealed record V1LocalObjectReference
{
    /// <summary>The name.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    public required string Name { get; init; }
}

/// <summary>A taint that does not matter to a pod (core/v1 Toleration).</summary>
public sealed record V1Toleration
{
    /// <summary>The key of the taint; absent for all.</summary>
    [Length(MaxLength = 316)]
    public string? Key { get; init; }

    /// <summary>Exists or Equal.</summary>
    [EnumValues("Exists", "Equal")]
    public string? Operator { get; init; }

    /// <summary>The value of the taint.</summary>
    [Length(MaxLength = 63)]
    public string? Value { get; init; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute; absent for all.</summary>
    [EnumValues("NoSchedule", "PreferNoSchedule", "NoExecute")]
    public string? Effect { get; init; }

    /// <summary>Seconds that a NoExecute taint is stood; absent for good.</summary>
    public long? TolerationSeconds { get; init; }
}

/// <summary>What holds for all containers of a pod.</summary>
public sealed record V1PodSecurityContext
{
    /// <summary>Whether root is refused.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>The system calls that are allowed.</summary>
    public V1SeccompProfile? SeccompProfile { get; init; }
}

/// <summary>A set of system calls.</summary>
public sealed record V1SeccompProfile
{
    /// <summary>RuntimeDefault, Localhost or Unconfined.</summary>
    public required string Type { get; init; }
}
