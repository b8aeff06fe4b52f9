using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Conditions;
using Transship.Replication.Executions;

namespace Transship.Operator.Executions;

/// <summary>The status of a run, from its plan and its tasks. Pure.</summary>
internal static class ExecutionOutcome
{
    /// <summary>Adds up.</summary>
    /// <param name="execution">The run, with its plan.</param>
    /// <param name="tasks">All its tasks.</param>
    /// <param name="isPlanning">Whether planning goes on: more tasks may come.</param>
    /// <param name="isLate">Whether its deadline has passed.</param>
    /// <param name="isStopping">Whether it is being stopped, for that or another cause.</param>
    /// <param name="now">The time.</param>
    public static ReplicationExecutionStatus Of(
        ReplicationExecution execution, IReadOnlyCollection<ReplicationTask> tasks, bool isPlanning, bool isLate, bool isStopping, DateTimeOffset now)
    {
        var status = execution.Status!;
        var summary = ExecutionSummary.Of(status.Plan!, tasks);
        var isOver = (status.Plan!.Complete || isStopping) && !isPlanning && tasks.All(t => t.HasEnded());
        var isCut = isStopping && (!status.Plan.Complete || summary.Counts.Stopped > 0);
        var phase = !isOver ? ExecutionPhase.InProgress
            : isCut ? isLate ? ExecutionPhase.Failed : ExecutionPhase.Stopped
            : summary.Counts.Failed > 0 ? ExecutionPhase.Failed
            : ExecutionPhase.Succeeded;
        var verdict = Judge(phase, summary, status, isCut && isLate);
        if (execution.Spec.DryRun)
        {
            var hint = isOver && summary.Counts.Total > summary.Counts.Failed ? $" 'transship logs execution/{execution.Metadata.Name}' tells of each." : "";
            verdict = verdict with { Message = $"Dry run, nothing is copied. {verdict.Message}{hint}" };
        }

        return status with
        {
            ObservedGeneration = execution.Metadata.Generation,
            Conditions = verdict.Over(ConditionTypes.Succeeded, status.Conditions, execution.Metadata.Generation, now),
            Phase = phase,
            Counts = summary.Counts,
            Bytes = summary.Bytes,
            Progress = summary.Progress,
            Transferred = summary.Transferred,
            Duration = GoDuration.Format(now - (status.StartTime ?? now)),
            CompletionTime = isOver ? now : null,
            Attempts = summary.Attempts,
            NextRetryTime = isOver ? null : Sooner(summary.NextRetryTime, status.Plan.NextRetryTime),
            Failures = summary.Failures.Count == 0 ? null : summary.Failures,
        };
    }

    private static DateTimeOffset? Sooner(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;

    private static Verdict Judge(ExecutionPhase phase, ExecutionSummary summary, ReplicationExecutionStatus status, bool isLate) => phase switch
    {
        ExecutionPhase.Succeeded => Verdict.Good(Sentence(summary, status)),
        ExecutionPhase.Stopped => Verdict.Stuck(ConditionReasons.Stopped, $"The execution was stopped. {Sentence(summary, status)}"),
        ExecutionPhase.Failed when isLate => Verdict.Stuck(
            ConditionReasons.DeadlineExceeded, $"The execution took longer than {status.Rule!.Spec.ActiveDeadlineSeconds} s. {Sentence(summary, status)}"),
        ExecutionPhase.Failed when summary.Failures is [var only, ..] && summary.Counts.Total == summary.Counts.Failed => Verdict.Stuck(only.Reason, only.Message),
        ExecutionPhase.Failed when summary.Failures is [{ Reason: ConditionReasons.DeleteLimitExceeded } limit] => Verdict.Stuck(limit.Reason, $"{Sentence(summary, status)} {limit.Message}"),
        ExecutionPhase.Failed => Verdict.Stuck(ConditionReasons.ArtifactsFailed, $"{Sentence(summary, status)} First failure: {First(summary)}"),
        _ when (summary.NextRetryTime ?? status.Plan!.NextRetryTime) is not null => Verdict.Working(
            ConditionReasons.ProgressingWithRetry, $"{Sentence(summary, status)} Tried again after: {First(summary)}"),
        _ when summary.Failures.Count > 0 => Verdict.Working(ConditionReasons.Progressing, $"{Sentence(summary, status)} First failure: {First(summary)}"),
        _ => Verdict.Working(ConditionReasons.Progressing, status.Plan!.Complete ? Sentence(summary, status) : $"The source is being listed. {Sentence(summary, status)}"),
    };

    private static string First(ExecutionSummary summary) =>
        summary.Failures is [var first, ..] ? $"{first.Artifact}: {first.Message}" : "unknown";

    private static string Sentence(ExecutionSummary summary, ReplicationExecutionStatus status)
    {
        var c = summary.Counts;
        if (c.Total == 0)
        {
            return status.Plan!.Complete ? "Nothing matches the filters." : "Nothing was found yet.";
        }

        (long Count, string What)[] parts =
        [
            (c.Succeeded, "copied"), (c.WouldCopy ?? 0, "would be copied"), (c.Deleted ?? 0, "removed"), (c.WouldDelete ?? 0, "would be removed"),
            (c.UpToDate, "up to date"), (c.Refused, "left as they are (no override)"), (c.Failed, "failed"),
            (c.Stopped, "stopped"), (c.Pending + c.InProgress, "to do"),
        ];
        return $"{c.Total} artifacts: {string.Join(", ", parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.What}"))}.";
    }
}
