using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>What the plan of a run found besides the work, which is in the tasks.</summary>
public sealed record ExecutionPlan
{
    /// <summary>Whether everything was listed: all tasks of the run exist.</summary>
    public bool Complete { get; init; }

    /// <summary>How often planning was begun.</summary>
    [RangeMinimum(0)]
    public int Attempts { get; init; }

    /// <summary>When planning is tried again after a failure that may heal.</summary>
    public DateTimeOffset? NextRetryTime { get; init; }

    /// <summary>The tasks that the plan gave.</summary>
    [RangeMinimum(0)]
    public int Tasks { get; init; }

    /// <summary>Artifacts that are at their destination already.</summary>
    [RangeMinimum(0)]
    public long UpToDate { get; init; }

    /// <summary>Artifacts whose tag points elsewhere at the destination, where the rule does not override.</summary>
    [RangeMinimum(0)]
    public long Refused { get; init; }

    /// <summary>Artifacts that a run would replicate; of dry runs only, which make no tasks.</summary>
    [RangeMinimum(0)]
    public long? WouldCopy { get; init; }

    /// <summary>Artifacts that a run would remove at the destination; of dry runs only.</summary>
    [RangeMinimum(0)]
    public long? WouldDelete { get; init; }

    /// <summary>Artifacts that were looked at and left out by a filter.</summary>
    [RangeMinimum(0)]
    public long? Filtered { get; init; }

    /// <summary>Artifacts that could not be planned, once for each destination; a repository that could not be listed counts as one.</summary>
    [RangeMinimum(0)]
    public long Failed { get; init; }

    /// <summary>A sample of them.</summary>
    [Items(MaxItems = ReplicationExecutionStatus.MaxFailures)]
    [ListType("atomic")]
    public IReadOnlyList<FailureSample>? Failures { get; init; }
}
