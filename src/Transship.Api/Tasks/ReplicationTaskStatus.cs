using Transship.Api.Executions;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Tasks;

/// <summary>How a task goes.</summary>
public sealed record ReplicationTaskStatus
{
    /// <summary>The generation that the status speaks of.</summary>
    [DefaultValue("-1")]
    public long? ObservedGeneration { get; init; }

    /// <summary>Succeeded; Reconciling and Stalled while they hold.</summary>
    [ListMapKeys("type")]
    [Items(MaxItems = 8)]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Where the task stands, for people.</summary>
    public ExecutionPhase? Phase { get; init; }

    /// <summary>Artifacts by outcome.</summary>
    public ArtifactCounts? Counts { get; init; }

    /// <summary>Bytes by what became of them, over all attempts.</summary>
    public ByteCounts? Bytes { get; init; }

    /// <summary>Artifacts done of all, as in 12/40.</summary>
    [Length(MaxLength = 64)]
    public string? Progress { get; init; }

    /// <summary>Attempts begun.</summary>
    [RangeMinimum(0)]
    public int? Attempts { get; init; }

    /// <summary>When the next attempt begins.</summary>
    public DateTimeOffset? NextRetryTime { get; init; }

    /// <summary>Why the latest attempt failed, one word.</summary>
    [Length(MaxLength = 64)]
    public string? Reason { get; init; }

    /// <summary>Why the latest attempt failed, one sentence.</summary>
    [Length(MaxLength = FailureSample.MaxMessageLength)]
    public string? Message { get; init; }

    /// <summary>A sample of the artifacts that failed in the latest attempt.</summary>
    [Items(MaxItems = ReplicationExecutionStatus.MaxFailures)]
    [ListType("atomic")]
    public IReadOnlyList<FailureSample>? Failures { get; init; }

    /// <summary>Who works on it: the operator's instance, or a pod.</summary>
    [Length(MaxLength = 253)]
    public string? Worker { get; init; }

    /// <summary>When the first attempt began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the task ended.</summary>
    public DateTimeOffset? CompletionTime { get; init; }
}
