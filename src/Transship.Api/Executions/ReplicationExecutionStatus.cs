using Transship.Api.Rules;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Executions;

/// <summary>How a run goes. Bounded whatever the size of the run.</summary>
public sealed record ReplicationExecutionStatus
{
    /// <summary>The most failure samples that a status carries.</summary>
    public const int MaxFailures = 20;

    /// <summary>The generation that the status speaks of.</summary>
    [DefaultValue("-1")]
    public long? ObservedGeneration { get; init; }

    /// <summary>Succeeded; Reconciling and Stalled while they hold.</summary>
    [ListMapKeys("type")]
    [Items(MaxItems = 8)]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Where the run stands, for people.</summary>
    public ExecutionPhase? Phase { get; init; }

    /// <summary>Where the tasks are worked on, once that is known: InProcess or Pod.</summary>
    public ExecutionMode? Mode { get; init; }

    /// <summary>The rule as it was when the run started: later edits do not disturb it.</summary>
    public ExecutionRule? Rule { get; init; }

    /// <summary>What the plan found; the work it found is in the tasks.</summary>
    public ExecutionPlan? Plan { get; init; }

    /// <summary>Artifacts by outcome.</summary>
    public ArtifactCounts? Counts { get; init; }

    /// <summary>Bytes by what became of them.</summary>
    public ByteCounts? Bytes { get; init; }

    /// <summary>Artifacts done of all, as in 12/40.</summary>
    [Length(MaxLength = 64)]
    public string? Progress { get; init; }

    /// <summary>Bytes that crossed the wire, for people.</summary>
    [Length(MaxLength = 64)]
    public string? Transferred { get; init; }

    /// <summary>How long the run took, or has taken so far.</summary>
    [Length(MaxLength = 64)]
    public string? Duration { get; init; }

    /// <summary>When the run started.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletionTime { get; init; }

    /// <summary>The most attempts that a task of the run has used.</summary>
    public int? Attempts { get; init; }

    /// <summary>When the next failed task is tried again.</summary>
    public DateTimeOffset? NextRetryTime { get; init; }

    /// <summary>A sample of what failed.</summary>
    [Items(MaxItems = MaxFailures)]
    [ListType("atomic")]
    public IReadOnlyList<FailureSample>? Failures { get; init; }
}

/// <summary>The rule of a run as it was when the run started.</summary>
public sealed record ExecutionRule
{
    /// <summary>Uid of the rule: a new rule of the same name is another one.</summary>
    [Length(MaxLength = 64)]
    public required string Uid { get; init; }

    /// <summary>Its generation.</summary>
    public required long Generation { get; init; }

    /// <summary>Its specification.</summary>
    public required ReplicationRuleSpec Spec { get; init; }
}
