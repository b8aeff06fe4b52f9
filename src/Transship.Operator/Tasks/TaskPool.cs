using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Background;
using Transship.Operator.Endpoints;
using Transship.Runtime.Queue;

namespace Transship.Operator.Tasks;

/// <summary>
/// Runs attempts beside the reconciles, so many at a time in all and so many for each execution. A task that finds no place is woken
/// when one is free, executions taking turns. Tasks that read the same for several destinations have one place together.
/// </summary>
internal sealed class TaskPool(TaskRunner runner, IEntityQueue<ReplicationTask> queue, TaskPoolOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly BackgroundRuns<TaskOutcome> _runs = new();
    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<NamespacedName>> _companions = new(StringComparer.Ordinal);
    private readonly TaskWaitingList _waiting = new();
    private int _taken;

    /// <summary>How many tasks wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Begins an attempt, if there is a place.</summary>
    /// <param name="task">The task.</param>
    /// <param name="parallelism">Places of its execution.</param>
    /// <returns>False when there is none: the task will be woken.</returns>
    public bool TryStart(ReplicationTask task, int parallelism)
    {
        var (uid, key, execution, group) = (task.Metadata.Uid!, NamespacedName.Of(task), ExecutionOf(task), GroupOf(task));
        lock (_lock)
        {
            if (_attempts.ContainsKey(uid))
            {
                return true;
            }

            var needsPlace = !_groups.ContainsKey(group);
            if (needsPlace && (_taken >= options.MaxConcurrentTasks || _places.GetValueOrDefault(execution) >= parallelism))
            {
                Wait(task, key, parallelism);
                return false;
            }

            StopWaiting(task, key);
            var attempt = new Attempt(execution, group, TaskProgress.Of(task));
            if (_runs.Start(uid, token => runner.RunAsync(task, attempt.Progress, token), () => End(attempt, key)))
            {
                _attempts.Add(uid, attempt);
                _groups[group] = _groups.GetValueOrDefault(group) + 1;
                if (needsPlace)
                {
                    _places[execution] = _places.GetValueOrDefault(execution) + 1;
                    _taken++;
                }

                WakeCompanions(group);
            }

            if (needsPlace)
            {
                return true;
            }
        }

        WakeNext(); // It may have been woken for a place that it does not need.
        return true;
    }

    /// <summary>How the attempt at a task goes; null when none does here.</summary>
    public TaskProgress? Progress(ReplicationTask task)
    {
        lock (_lock)
        {
            return _attempts.GetValueOrDefault(task.Metadata.Uid!) is { HoldsPlace: true } attempt ? attempt.Progress : null;
        }
    }

    /// <summary>How the attempt at a task ended; null while it goes on, when it was cancelled, or when there was none here.</summary>
    public TaskOutcome? Outcome(ReplicationTask task)
    {
        var uid = task.Metadata.Uid!;
        if (_runs.TryGetResult(uid, out var outcome))
        {
            return outcome;
        }

        return _runs.EndedWithoutResult(uid, out var error) && error is not null ? Failed(task, error) : null;
    }

    /// <summary>Cancels the attempt at a task within a second, gives up its turn, and forgets it.</summary>
    public void Forget(ReplicationTask task)
    {
        var uid = task.Metadata.Uid!;
        _runs.Forget(uid);
        lock (_lock)
        {
            StopWaiting(task, NamespacedName.Of(task));
            if (_attempts.Remove(uid, out var attempt))
            {
                Release(attempt);
            }
        }

        WakeNext();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _runs.DisposeAsync();

    private static string ExecutionOf(ReplicationTask task) => $"{task.Metadata.Namespace}/{task.Spec.ExecutionRef.Name}";

    private static string GroupOf(ReplicationTask task) => task.Spec.Companions > 0 ? TaskGroup.Of(task) : task.Metadata.Uid!;

    private void Wait(ReplicationTask task, NamespacedName key, int parallelism)
    {
        _waiting.Add(ExecutionOf(task), key, parallelism);
        if (task.Spec.Companions > 0)
        {
            var group = GroupOf(task);
            (_companions.TryGetValue(group, out var waiting) ? waiting : _companions[group] = []).Add(key);
        }
    }

    private void StopWaiting(ReplicationTask task, NamespacedName key)
    {
        _waiting.Remove(ExecutionOf(task), key);
        var group = GroupOf(task);
        if (_companions.TryGetValue(group, out var waiting) && waiting.Remove(key) && waiting.Count == 0)
        {
            _companions.Remove(group);
        }
    }

    private void WakeCompanions(string group)
    {
        if (_companions.Remove(group, out var waiting))
        {
            foreach (var key in waiting)
            {
                queue.Enqueue(key);
            }
        }
    }

    private TaskOutcome Failed(ReplicationTask task, Exception error)
    {
        lock (_lock)
        {
            var progress = _attempts.GetValueOrDefault(task.Metadata.Uid!)?.Progress ?? TaskProgress.Of(task);
            return new TaskOutcome(progress.Counts(task.Spec.Artifacts.Count), progress.Bytes(), FailureReason.Of(error), []);
        }
    }

    private void End(Attempt attempt, NamespacedName key)
    {
        lock (_lock)
        {
            Release(attempt);
        }

        queue.Enqueue(key);
        WakeNext();
    }

    private void Release(Attempt attempt)
    {
        if (!attempt.HoldsPlace)
        {
            return;
        }

        attempt.HoldsPlace = false;
        if (--_groups[attempt.Group] > 0)
        {
            return;
        }

        _groups.Remove(attempt.Group);
        _taken--;
        if (--_places[attempt.Execution] == 0)
        {
            _places.Remove(attempt.Execution);
        }
    }

    private void WakeNext()
    {
        NamespacedName? next;
        lock (_lock)
        {
            next = _taken < options.MaxConcurrentTasks ? _waiting.Next(_places) : null;
        }

        if (next is { } key)
        {
            queue.Enqueue(key);
        }
    }

    private sealed class Attempt(string execution, string group, TaskProgress progress)
    {
        public string Execution { get; } = execution;

        public string Group { get; } = group;

        public TaskProgress Progress { get; } = progress;

        public bool HoldsPlace { get; set; } = true;
    }
}
