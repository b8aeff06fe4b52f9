using Transship.Api.Executions;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Models;

namespace Transship.Api.Rules;

/// <summary>Whether the rule can run, and how its runs went.</summary>
public sealed record ReplicationRuleStatus
{
    /// <summary>The generation that the status speaks of.</summary>
    [DefaultValue("-1")]
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready; Reconciling, Stalled and Skipped while they hold.</summary>
    [ListMapKeys("type")]
    [Items(MaxItems = 8)]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>The executions that have not ended, the oldest first; at most 16 are named.</summary>
    [Items(MaxItems = 16, MaxLength = 253)]
    [ListType("atomic")]
    public IReadOnlyList<string>? Active { get; init; }

    /// <summary>Whether the full replication of the first enabling was started.</summary>
    public bool? InitialRunStarted { get; init; }

    /// <summary>The value of the run-now annotation that was served last.</summary>
    [Length(MaxLength = 256)]
    public string? LastRunNow { get; init; }

    /// <summary>The latest tick of the schedule that started a run.</summary>
    public DateTimeOffset? LastScheduleTime { get; init; }

    /// <summary>The next tick of the schedule; one that is past waits until the rule can run.</summary>
    public DateTimeOffset? NextScheduleTime { get; init; }

    /// <summary>The newest execution.</summary>
    public RuleLastExecution? LastExecution { get; init; }
}

/// <summary>The newest execution of a rule.</summary>
public sealed record RuleLastExecution
{
    /// <summary>Its name.</summary>
    [Length(MaxLength = 253)]
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public ExecutionPhase? Phase { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletionTime { get; init; }
}
