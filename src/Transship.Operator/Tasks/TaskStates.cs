using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Conditions;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;
using Transship.Replication.Retries;

namespace Transship.Operator.Tasks;

/// <summary>The statuses of a task, from its beginning to its end. Pure but for the clock.</summary>
internal sealed class TaskStates(TaskPoolOptions options, Func<double> random, TimeProvider time)
{
    /// <summary>An attempt begins. One that another process left unfinished is taken over: no attempt is used up.</summary>
    public ReplicationTaskStatus Begun(ReplicationTask task)
    {
        var before = task.Status ?? new ReplicationTaskStatus();
        var attempts = before.Phase == ExecutionPhase.InProgress ? Math.Max(1, before.Attempts ?? 1) : (before.Attempts ?? 0) + 1;
        return Status(task, ExecutionPhase.InProgress, Verdict.Working(ConditionReasons.Progressing, $"Attempt {attempts}.")) with
        {
            Counts = before.Counts ?? new ArtifactCounts { Total = task.Spec.Artifacts.Count, Pending = task.Spec.Artifacts.Count },
            Attempts = attempts,
            NextRetryTime = null,
            Worker = options.Worker,
            StartTime = before.StartTime ?? time.GetUtcNow(),
        };
    }

    /// <summary>An attempt goes on.</summary>
    public ReplicationTaskStatus During(ReplicationTask task, TaskProgress progress)
    {
        var counts = progress.Counts(task.Spec.Artifacts.Count);
        var status = task.Status is { Phase: ExecutionPhase.InProgress } begun ? begun : Begun(task);
        return status with { Counts = counts, Bytes = progress.Bytes(), Progress = ProgressOf(counts), Worker = options.Worker };
    }

    /// <summary>An attempt ended.</summary>
    public ReplicationTaskStatus After(ReplicationTask task, TaskOutcome outcome)
    {
        var (counts, bytes) = (outcome.Counts, outcome.Bytes);
        var attempts = Math.Max(1, task.Status?.Attempts ?? 1);
        if (outcome.Failure is not { } failure)
        {
            return Status(task, ExecutionPhase.Succeeded, Verdict.Good(Sentence(counts))) with
            {
                Counts = counts,
                Bytes = bytes,
                Progress = ProgressOf(counts),
                Reason = null,
                Message = null,
                Failures = null,
                NextRetryTime = null,
                CompletionTime = time.GetUtcNow(),
            };
        }

        var schedule = new RetrySchedule(GoDuration.ParseOr(task.Spec.RetryBackoff, TimeSpan.FromMinutes(1)), task.Spec.RetryLimit, random);
        return (failure.DelayAfter(attempts, schedule) is { } delay ? Waiting(task, failure, counts, attempts, delay) : Failed(task, failure, counts)) with
        {
            Bytes = bytes,
            Reason = failure.Reason,
            Message = FailureSamples.Cut(failure.Message, FailureSample.MaxMessageLength),
            Failures = outcome.Failures,
        };
    }

    /// <summary>Somebody stopped it.</summary>
    public ReplicationTaskStatus Stopped(ReplicationTask task)
    {
        var counts = task.Status?.Counts ?? new ArtifactCounts { Total = task.Spec.Artifacts.Count, Pending = task.Spec.Artifacts.Count };
        var final = counts with { Pending = 0, InProgress = 0, Failed = 0, Stopped = counts.Pending + counts.InProgress + counts.Failed };
        return Status(task, ExecutionPhase.Stopped, Verdict.Stuck(ConditionReasons.Stopped, "The task was stopped.")) with
        {
            Counts = final,
            Progress = ProgressOf(final),
            NextRetryTime = null,
            CompletionTime = time.GetUtcNow(),
        };
    }

    private ReplicationTaskStatus Waiting(ReplicationTask task, FailureReason failure, ArtifactCounts counts, int attempts, TimeSpan delay)
    {
        var waiting = counts with { Pending = counts.Pending + counts.Failed + counts.InProgress, Failed = 0, InProgress = 0 };
        var message = $"Tried again in {GoDuration.Format(delay)}. {failure.Message}";
        return Status(task, ExecutionPhase.Pending, Verdict.Working(ConditionReasons.ProgressingWithRetry, message)) with
        {
            Counts = waiting,
            Progress = ProgressOf(waiting),
            Attempts = failure.IsRateLimit ? attempts - 1 : attempts,
            NextRetryTime = time.GetUtcNow() + delay,
        };
    }

    private ReplicationTaskStatus Failed(ReplicationTask task, FailureReason failure, ArtifactCounts counts)
    {
        var final = counts with { Failed = counts.Failed + counts.Pending + counts.InProgress, Pending = 0, InProgress = 0 };
        return Status(task, ExecutionPhase.Failed, Verdict.Stuck(failure.Reason, failure.Message)) with
        {
            Counts = final,
            Progress = ProgressOf(final),
            NextRetryTime = null,
            CompletionTime = time.GetUtcNow(),
        };
    }

    private ReplicationTaskStatus Status(ReplicationTask task, ExecutionPhase phase, Verdict verdict) => (task.Status ?? new ReplicationTaskStatus()) with
    {
        ObservedGeneration = task.Metadata.Generation,
        Phase = phase,
        Conditions = verdict.Over(ConditionTypes.Succeeded, task.Status?.Conditions, task.Metadata.Generation, time.GetUtcNow()),
    };

    private static string Sentence(ArtifactCounts counts)
    {
        var kept = counts.Refused > 0 ? $", {counts.Refused} left as they are" : "";
        return counts.Deleted is { } deleted ? $"{deleted} removed, {counts.UpToDate} gone already or back at the source{kept}." : $"{counts.Succeeded} copied, {counts.UpToDate} up to date{kept}.";
    }

    private static string ProgressOf(ArtifactCounts counts) => ExecutionSummary.ProgressOf(counts, complete: true);
}
