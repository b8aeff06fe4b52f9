using System.Collections.Concurrent;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Tasks;

namespace Transship.Operator.Executions;

/// <summary>
/// Counts how the tasks of runs end, whoever ends them: the pool, a worker, the harvest of a worker that is gone, or a stop. A run does not end before the
/// last of its tasks, so whoever looks at a run whenever it moves on sees each end; each is counted once.
/// </summary>
internal sealed class TaskTally
{
    private readonly ConcurrentDictionary<string, Dictionary<string, Seen>> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ExecutionPhase, long> _ended = new();
    private long _retries;

    /// <summary>Attempts that failed and are made again, so far.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Tasks that ended in a phase, so far.</summary>
    public long Ended(ExecutionPhase phase) => _ended.GetValueOrDefault(phase);

    /// <summary>Counts what is new about the tasks of a run. What had ended before the first look was counted by the process that led until then.</summary>
    public void Look(ReplicationExecution execution, IReadOnlyCollection<ReplicationTask> tasks)
    {
        var isFirst = !_runs.TryGetValue(execution.Metadata.Uid!, out var known);
        known ??= _runs[execution.Metadata.Uid!] = new Dictionary<string, Seen>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            var before = known.GetValueOrDefault(task.Metadata.Uid!);
            var now = new Seen(before.HasEnded || task.HasEnded(), task.Status?.NextRetryTime > before.Retry || before.Retry is null ? task.Status?.NextRetryTime : before.Retry);
            if (now == before)
            {
                continue;
            }

            known[task.Metadata.Uid!] = now;
            if (!isFirst)
            {
                Count(task, before, now);
            }
        }
    }

    /// <summary>The run is over, or gone.</summary>
    public void Forget(ReplicationExecution execution) => _runs.TryRemove(execution.Metadata.Uid!, out _);

    private void Count(ReplicationTask task, Seen before, Seen now)
    {
        if (now.Retry != before.Retry)
        {
            Interlocked.Increment(ref _retries);
            TaskMetrics.Retried();
        }

        if (now.HasEnded && !before.HasEnded)
        {
            var phase = task.Status!.Phase!.Value;
            _ended.AddOrUpdate(phase, 1, static (_, sum) => sum + 1);
            TaskMetrics.Ended(phase);
        }
    }

    /// <summary>What was counted of a task: its end, and the time of its last retry.</summary>
    private readonly record struct Seen(bool HasEnded, DateTimeOffset? Retry);
}
