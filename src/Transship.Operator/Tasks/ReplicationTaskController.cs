using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Executions;
using Transship.Operator.Pods;
using Transship.Operator.Status;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Tasks;

/// <summary>Gives tasks a place in the pool, and records how they go.</summary>
[EntityRbac(typeof(ReplicationTask), Verbs = RbacVerbs.All)]
[EntityRbac(typeof(ReplicationTask), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(ReplicationExecution), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerbs.Get | RbacVerbs.Create | RbacVerbs.Patch)]
internal sealed class ReplicationTaskController(
    OwnStatus<ReplicationTask> statuses,
    IEntityCache<ReplicationExecution> executions,
    IKubernetesClient client,
    TaskPool pool,
    TaskStates states,
    TimeProvider time,
    PodRuns? pods = null) : IEntityController<ReplicationTask>
{
    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(30);

    public async Task<ReconciliationResult<ReplicationTask>> ReconcileAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        if (entity.HasEnded())
        {
            pool.Forget(entity);
            return ReconciliationResult<ReplicationTask>.Success(entity);
        }

        if (pods?.Holds(entity) is true)
        {
            return ReconciliationResult<ReplicationTask>.Success(entity);
        }

        if (entity.Spec.Stop)
        {
            return await StopAsync(entity, cancellationToken);
        }

        if (pool.Outcome(entity) is { } outcome)
        {
            var ended = states.After(entity, outcome);
            var result = await WriteAsync(entity, ended, ended.NextRetryTime - time.GetUtcNow(), cancellationToken);
            pool.Forget(entity);
            return result;
        }

        return pool.Progress(entity) is { } progress
            ? await WriteAsync(entity, states.During(entity, progress), PauseBetweenWrites, cancellationToken)
            : await StartAsync(entity, cancellationToken);
    }

    public Task<ReconciliationResult<ReplicationTask>> TerminatingAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        pool.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationTask>.Success(entity));
    }

    public Task<ReconciliationResult<ReplicationTask>> DeletedAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        pool.Forget(entity);
        statuses.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationTask>.Success(entity));
    }

    /// <summary>An attempt that ended before it heard of the stop counts as it ended, unless there was to be another one.</summary>
    private async Task<ReconciliationResult<ReplicationTask>> StopAsync(ReplicationTask task, CancellationToken cancellationToken)
    {
        var last = pool.Outcome(task) is { } outcome ? states.After(task, outcome)
            : pool.Progress(task) is { } progress ? states.During(task, progress)
            : task.Status;
        pool.Forget(task);
        var end = (last?.Phase).IsFinal() ? last! : states.Stopped(task with { Status = last });
        return pods is null
            ? await WriteAsync(task, end, null, cancellationToken)
            : ReconciliationResult<ReplicationTask>.Success(await pods.EndAsync(task, end, cancellationToken));
    }

    private async Task<ReconciliationResult<ReplicationTask>> StartAsync(ReplicationTask task, CancellationToken cancellationToken)
    {
        if (await ExecutionAsync(task, cancellationToken) is not { Status.Rule: { } rule } execution)
        {
            // The garbage collector takes it soon: its execution is gone.
            return ReconciliationResult<ReplicationTask>.Success(task, SafetyNet);
        }

        if (execution.HasEnded() || execution.Spec.Stop)
        {
            return await StopAsync(task, cancellationToken);
        }

        if (pods?.Takes(execution) is true)
        {
            // While the mode is open, the run may yet stay here, and nothing else would wake the task.
            pool.Forget(task);
            return ReconciliationResult<ReplicationTask>.Success(task, execution.Status.Mode is null ? PauseBetweenWrites : null);
        }

        if (task.Status?.NextRetryTime - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
        {
            return ReconciliationResult<ReplicationTask>.Success(task, wait);
        }

        return pool.TryStart(task, rule.Spec.Execution?.Parallelism ?? 8)
            ? await WriteAsync(task, states.Begun(task), PauseBetweenWrites, cancellationToken)
            : ReconciliationResult<ReplicationTask>.Success(task, SafetyNet);
    }

    /// <summary>The execution that owns a task: another one of the same name does not count.</summary>
    private async Task<ReplicationExecution?> ExecutionAsync(ReplicationTask task, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(task.Metadata.Namespace ?? "", task.Spec.ExecutionRef.Name);
        var execution = executions.Get(key);
        if (execution?.Status?.Rule is null || !ExecutionTasks.IsOf(task, execution))
        {
            // W8: a task may be known here before the state of the execution that made it.
            execution = await client.GetAsync<ReplicationExecution>(key.Name, key.Namespace, cancellationToken);
        }

        return execution is not null && ExecutionTasks.IsOf(task, execution) ? execution : null;
    }

    private async Task<ReconciliationResult<ReplicationTask>> WriteAsync(
        ReplicationTask task, ReplicationTaskStatus status, TimeSpan? again, CancellationToken cancellationToken)
    {
        var written = await statuses.WriteAsync(task, task with { Status = status }, cancellationToken);
        return ReconciliationResult<ReplicationTask>.Success(written, again);
    }
}
