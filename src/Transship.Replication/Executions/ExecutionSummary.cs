using System.Globalization;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;

namespace Transship.Replication.Executions;

/// <summary>What an execution's status says of its tasks. Pure, and bounded whatever the number of tasks.</summary>
public sealed record ExecutionSummary
{
    /// <summary>Where the run stands: in progress while anything is; then failed before stopped before succeeded.</summary>
    public required ExecutionPhase Phase { get; init; }

    /// <summary>Artifacts by outcome.</summary>
    public required ArtifactCounts Counts { get; init; }

    /// <summary>Bytes by what became of them.</summary>
    public required ByteCounts Bytes { get; init; }

    /// <summary>Artifacts done of all, as in <c>12/40</c>; with a plus while the plan still finds more.</summary>
    public required string Progress { get; init; }

    /// <summary>Bytes that crossed the wire, for people.</summary>
    public required string Transferred { get; init; }

    /// <summary>The most attempts that a task has used.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the next failed task is tried again.</summary>
    public required DateTimeOffset? NextRetryTime { get; init; }

    /// <summary>A sample of what failed: what the plan could not read, then tasks that failed for good, then those that are tried again.</summary>
    public required IReadOnlyList<FailureSample> Failures { get; init; }

    /// <summary>Sums up an execution.</summary>
    /// <param name="plan">What the plan found besides tasks.</param>
    /// <param name="tasks">All tasks of the execution.</param>
    public static ExecutionSummary Of(ExecutionPlan plan, IReadOnlyCollection<ReplicationTask> tasks)
    {
        var counts = tasks.Select(CountsOf).Aggregate(
            new ArtifactCounts
            {
                Total = plan.UpToDate + plan.Refused + plan.Failed + (plan.WouldCopy ?? 0) + (plan.WouldDelete ?? 0),
                UpToDate = plan.UpToDate,
                Refused = plan.Refused,
                Failed = plan.Failed,
                WouldCopy = plan.WouldCopy,
                WouldDelete = plan.WouldDelete,
                Filtered = plan.Filtered,
            },
            Add);
        var bytes = tasks.Select(task => task.Status?.Bytes).OfType<ByteCounts>().Aggregate(new ByteCounts(), Add);
        return new ExecutionSummary
        {
            Phase = PhaseOf(plan, tasks),
            Counts = counts,
            Bytes = bytes,
            Progress = ProgressOf(counts, plan.Complete),
            Transferred = ByteCount.Format(bytes.Transferred),
            Attempts = tasks.Select(task => task.Status?.Attempts ?? 0).DefaultIfEmpty().Max(),
            NextRetryTime = tasks.Where(task => !IsEnded(task)).Min(task => task.Status?.NextRetryTime),
            Failures = FailureSamples.Bound((plan.Failures ?? []).Concat(tasks.Where(IsFailed).SelectMany(SamplesOf)).Concat(tasks.Where(IsRetrying).SelectMany(SamplesOf))),
        };
    }

    /// <summary>Artifacts done of all, as in <c>12/40</c>.</summary>
    /// <param name="counts">Artifacts by outcome.</param>
    /// <param name="complete">Whether the total is final.</param>
    public static string ProgressOf(ArtifactCounts counts, bool complete) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Succeeded + counts.UpToDate + counts.Refused + (counts.WouldCopy ?? 0) + (counts.Deleted ?? 0) + (counts.WouldDelete ?? 0)}/{counts.Total}{(complete ? "" : "+")}");

    /// <summary>Whether a phase is the last one.</summary>
    /// <param name="phase">The phase; null before the first.</param>
    public static bool IsEnded(ExecutionPhase? phase) => phase is ExecutionPhase.Succeeded or ExecutionPhase.Failed or ExecutionPhase.Stopped;

    private static ExecutionPhase PhaseOf(ExecutionPlan plan, IReadOnlyCollection<ReplicationTask> tasks)
    {
        if (!plan.Complete || !tasks.All(IsEnded))
        {
            return ExecutionPhase.InProgress;
        }

        if (plan.Failed > 0 || tasks.Any(IsFailed))
        {
            return ExecutionPhase.Failed;
        }

        return tasks.Any(task => task.Status?.Phase == ExecutionPhase.Stopped) ? ExecutionPhase.Stopped : ExecutionPhase.Succeeded;
    }

    private static bool IsEnded(ReplicationTask task) => IsEnded(task.Status?.Phase);

    private static bool IsFailed(ReplicationTask task) => task.Status?.Phase == ExecutionPhase.Failed;

    private static bool IsRetrying(ReplicationTask task) => !IsEnded(task) && task.Status?.NextRetryTime is not null;

    private static ArtifactCounts CountsOf(ReplicationTask task) =>
        task.Status?.Counts ?? new ArtifactCounts { Total = task.Spec.Artifacts.Count, Pending = task.Spec.Artifacts.Count };

    private static IEnumerable<FailureSample> SamplesOf(ReplicationTask task)
    {
        if (task.Status?.Failures is { Count: > 0 } failures)
        {
            return failures;
        }

        return [new FailureSample
        {
            Artifact = task.Spec.Source.Repository,
            Destination = task.Spec.Destination.EndpointRef.Name,
            Reason = task.Status?.Reason ?? ConditionReasons.ArtifactsFailed,
            Message = task.Status?.Message ?? "The task failed without a message.",
        }];
    }

    private static ArtifactCounts Add(ArtifactCounts a, ArtifactCounts b) => new()
    {
        Total = a.Total + b.Total,
        Pending = a.Pending + b.Pending,
        InProgress = a.InProgress + b.InProgress,
        Succeeded = a.Succeeded + b.Succeeded,
        Failed = a.Failed + b.Failed,
        Stopped = a.Stopped + b.Stopped,
        UpToDate = a.UpToDate + b.UpToDate,
        Refused = a.Refused + b.Refused,
        WouldCopy = a.WouldCopy ?? b.WouldCopy,
        Deleted = a.Deleted is null ? b.Deleted : a.Deleted + (b.Deleted ?? 0),
        WouldDelete = a.WouldDelete ?? b.WouldDelete,
        Filtered = a.Filtered ?? b.Filtered,
    };

    private static ByteCounts Add(ByteCounts a, ByteCounts b) => new()
    {
        Transferred = a.Transferred + b.Transferred,
        Skipped = a.Skipped + b.Skipped,
        Mounted = a.Mounted + b.Mounted,
    };
}
