using System.Text.Json.Nodes;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Operator.Tasks;

namespace Transship.Operator.Pods;

/// <summary>Takes the results of Jobs that ended: what their workers left unfinished counts as a failed attempt. Then the Job may go.</summary>
internal sealed class ShardHarvest(
    IKubernetesClient client, OwnStatus<ReplicationTask> statuses, TaskStates states, ShardLogs logs, ShardUploads uploads, PodOptions options, TimeProvider time)
{
    /// <summary>Takes the results of a Job. Doing it twice is harmless.</summary>
    /// <param name="job">The Job; it has ended, or is given up.</param>
    /// <param name="tasks">The tasks of its execution by name.</param>
    /// <param name="failure">What its unfinished tasks fail with.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task TakeAsync(
        V1Job job, IReadOnlyDictionary<string, ReplicationTask> tasks, FailureReason failure, CancellationToken cancellationToken)
    {
        foreach (var name in ShardJobs.TasksOf(job))
        {
            // W8: the worker's last write may not have reached the cache.
            if (tasks.TryGetValue(name, out var known) && !known.HasEnded())
            {
                await WriteAsync(known, task => IsLeft(task, job) ? After(task, failure) : null, cancellationToken);
            }
        }

        await LetGoAsync(job, cancellationToken);
    }

    /// <summary>A task that could not even be given to a Job fails an attempt.</summary>
    public Task FailAsync(ReplicationTask task, FailureReason failure, CancellationToken cancellationToken) =>
        WriteAsync(task, stored => After(stored, failure), cancellationToken);

    /// <summary>Writes the status of a task whose worker is gone.</summary>
    /// <param name="known">The task as known; the newest state is read (W8).</param>
    /// <param name="status">The status for that state; null to leave it.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The task as stored.</returns>
    public async Task<ReplicationTask> WriteAsync(ReplicationTask known, Func<ReplicationTask, ReplicationTaskStatus?> status, CancellationToken cancellationToken)
    {
        var record = await TaskRecord.ReadAsync(client, time, TimeSpan.Zero, NamespacedName.Of(known), cancellationToken);
        if (record is null || record.Task.Metadata.Uid != known.Metadata.Uid)
        {
            return known;
        }

        if (await record.WriteAsync(status, cancellationToken))
        {
            statuses.Remember(record.Task);
        }

        return record.Task;
    }

    /// <summary>A Job that is no longer needed goes by itself, after a while in which people can look at it; one that goes on is ended. Its log is kept, and uploads that it left are given up.</summary>
    public async Task LetGoAsync(V1Job job, CancellationToken cancellationToken)
    {
        await logs.KeepAsync(job, cancellationToken);
        await uploads.GiveUpAsync(job, cancellationToken);
        try
        {
            if (ShardJobs.HasFinished(job))
            {
                var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["ttlSecondsAfterFinished"] = (int)options.KeepFinished.TotalSeconds } });
                await client.PatchAsync<V1Job>(job.Metadata.Name!, job.Metadata.Namespace, patch with { FieldManager = FieldManagers.Operator }, cancellationToken);
            }
            else
            {
                var delete = new DeleteOptions { Uid = job.Metadata.Uid, Propagation = DeletePropagation.Background };
                await client.DeleteAsync<V1Job>(job.Metadata.Name!, job.Metadata.Namespace, delete, cancellationToken);
            }
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            // Somebody else removed it, or it has just changed: the next look tells.
        }
    }

    private ReplicationTaskStatus After(ReplicationTask task, FailureReason failure)
    {
        var counts = task.Status?.Counts ?? new ArtifactCounts { Total = task.Spec.Artifacts.Count, Pending = task.Spec.Artifacts.Count };
        var left = counts with { Pending = counts.Pending + counts.InProgress, InProgress = 0 };
        return states.After(task, new TaskOutcome(left, task.Status?.Bytes ?? new ByteCounts(), failure, []));
    }

    /// <summary>Whether the worker left a task without a word: neither an end, nor a time for another attempt later than the Job.</summary>
    private static bool IsLeft(ReplicationTask task, V1Job job) =>
        !task.HasEnded() && !task.Spec.Stop && !(task.Status is { Phase: ExecutionPhase.Pending, NextRetryTime: { } next } && next > job.Metadata.CreationTimestamp);
}
