using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Tasks;

namespace Transship.Operator.Commands.Work;

/// <summary>Makes one attempt at a task, and keeps its status: when it begins, now and then, and when it ends.</summary>
internal sealed class TaskWork(IKubernetesClient client, TaskRunner runner, TaskStates states, TimeProvider time)
{
    /// <summary>How often a task that is worked on is looked at, so that it stops within a second.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(600);

    private static readonly TimeSpan FirstProgress = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RarestProgress = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    /// <summary>Works on a task to the end of an attempt.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="name">The name.</param>
    /// <param name="pods">How many pods share the rule's speed limit.</param>
    /// <param name="cancellationToken">Ends the attempt: what was done by then is written down.</param>
    /// <exception cref="KubernetesException">The API server did not answer for minutes.</exception>
    public async Task<TaskEnd> RunAsync(string ns, string name, int pods, CancellationToken cancellationToken)
    {
        if (await TaskRecord.ReadAsync(client, time, TaskRecord.WorkerPatience, new NamespacedName(ns, name), cancellationToken) is not { } record
            || record.Task.HasEnded() || record.Task.Status?.NextRetryTime > time.GetUtcNow())
        {
            return TaskEnd.Ended;
        }

        if (record.Task.Spec.Stop)
        {
            return await record.WriteAsync(states.Stopped, cancellationToken) ? TaskEnd.Stopped : TaskEnd.Ended;
        }

        return await record.WriteAsync(states.Begun, cancellationToken) ? await AttemptAsync(record, pods, cancellationToken) : TaskEnd.Ended;
    }

    private async Task<TaskEnd> AttemptAsync(TaskRecord record, int pods, CancellationToken cancellationToken)
    {
        var progress = TaskProgress.Of(record.Task);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = RunAsync(Share(record.Task, pods), progress, cancellation.Token);
        try
        {
            if (!await WatchAsync(record, run, progress, cancellationToken))
            {
                await cancellation.CancelAsync();
            }

            var outcome = await run;
            await record.WriteAsync(task => states.After(task, outcome), cancellationToken);
            return record.Task.Status?.Phase switch
            {
                ExecutionPhase.Succeeded => TaskEnd.Succeeded,
                ExecutionPhase.Failed => TaskEnd.Failed,
                ExecutionPhase.Stopped => TaskEnd.Stopped,
                _ => TaskEnd.Waiting,
            };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(LastWords, time);
            await record.WriteAsync(task => Left(task, progress), limit.Token);
            return cancellationToken.IsCancellationRequested && !record.Task.Spec.Stop ? TaskEnd.Interrupted : TaskEnd.Stopped;
        }
        finally
        {
            // Whatever went wrong, no copy outlives its task.
            await cancellation.CancelAsync();
            await run.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>A run reports its failures in its outcome, those too that nobody foresaw.</summary>
    private async Task<TaskOutcome> RunAsync(ReplicationTask task, TaskProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(task, progress, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new TaskOutcome(progress.Counts(task.Spec.Artifacts.Count), progress.Bytes(), FailureReason.Of(e), []);
        }
    }

    /// <summary>Looks at the task while it is worked on.</summary>
    /// <returns>False when it is to end: somebody stopped it, ended it, or took it away.</returns>
    private async Task<bool> WatchAsync(TaskRecord record, Task run, TaskProgress progress, CancellationToken cancellationToken)
    {
        var pause = FirstProgress;
        var written = time.GetTimestamp();
        while (await Task.WhenAny(run, Task.Delay(LookPause, time, cancellationToken)) != run && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await record.RefreshAsync(cancellationToken) || record.Task.Spec.Stop)
                {
                    return false;
                }
            }
            catch (KubernetesException)
            {
                // The API server is away: the copy goes on, and its end is written when it is back.
                continue;
            }

            if (time.GetElapsedTime(written) >= pause)
            {
                if (!await record.WriteAsync(task => states.During(task, progress), cancellationToken))
                {
                    return false;
                }

                written = time.GetTimestamp();
                pause = pause * 2 < RarestProgress ? pause * 2 : RarestProgress;
            }
        }

        return true;
    }

    private ReplicationTaskStatus Left(ReplicationTask task, TaskProgress progress)
    {
        var status = states.During(task, progress);
        return task.Spec.Stop ? states.Stopped(task with { Status = status }) : status;
    }

    private static ReplicationTask Share(ReplicationTask task, int pods) =>
        task with { Spec = task.Spec with { SpeedLimit = Bandwidth.Share(task.Spec.SpeedLimit, pods) } };
}
