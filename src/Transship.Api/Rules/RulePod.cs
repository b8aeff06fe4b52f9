using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Rules;

/// <summary>What the pods of a run look like, and how many there are. Each is one batch/v1 Job, so quotas, priorities and queues hold for them.</summary>
public sealed record RulePod
{
    /// <summary>The most tasks of a pod that can be asked for: their names travel in an annotation.</summary>
    public const int MaxTasksPerPod = 1000;

    /// <summary>The image; absent for the operator's own. Its entry point is the transship program.</summary>
    [Length(MinLength = 1, MaxLength = 512)]
    public string? Image { get; init; }

    /// <summary>What a pod reserves and may use. Absent: 100m CPU and 128Mi of memory reserved, 512Mi of memory at most.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Labels that a node must have.</summary>
    [PropertyLimits(32)]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints of nodes that do not matter.</summary>
    [Items(MaxItems = 32)]
    [ListType("atomic")]
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>Where pods should or must run, as in a pod's spec.affinity.</summary>
    public JsonObject? Affinity { get; init; }

    /// <summary>The priority class.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    public string? PriorityClassName { get; init; }

    /// <summary>The container runtime.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    public string? RuntimeClassName { get; init; }

    /// <summary>Labels of Jobs and pods, such as kueue.x-k8s.io/queue-name.</summary>
    [PropertyLimits(32)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations of Jobs and pods.</summary>
    [PropertyLimits(32)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>A service account of your own, for workload identity; absent for one that the operator makes and removes.</summary>
    [Length(MinLength = 1, MaxLength = 253)]
    public string? ServiceAccountName { get; init; }

    /// <summary>Secrets for pulling the image.</summary>
    [Items(MaxItems = 16)]
    [ListType("atomic")]
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Further environment variables.</summary>
    [Items(MaxItems = 64)]
    [ListType("atomic")]
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>The most tasks of one pod.</summary>
    [DefaultValue("100")]
    [RangeMinimum(1)]
    [RangeMaximum(MaxTasksPerPod)]
    public int? TasksPerPod { get; init; }

    /// <summary>Pods at the same time; they share the parallelism and the limits of the rule and its endpoints.</summary>
    [DefaultValue("4")]
    [RangeMinimum(1)]
    [RangeMaximum(256)]
    public int? MaxPods { get; init; }

    /// <summary>Seconds after which a pod is ended; what it did not finish goes to another one.</summary>
    [RangeMinimum(1)]
    public long? ActiveDeadlineSeconds { get; init; }
}
