using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Tasks;

/// <summary>Gives tasks a place in the pool, and records how they go.</summary>
[EntityRbac(typeof(ReplicationTask), Verbs = RbacVerbs.All)]
[EntityRbac(typeof(ReplicationTask), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(ReplicationExecution), Verbs = RbacVerbs.ReadOnly)]
internal sealed class ReplicationTaskController(
    OwnStatus<ReplicationTask> statuses, IEntityCache<ReplicationExecution> executions, TaskPool pool, TaskStates states, TimeProvider time)
    : IEntityController<ReplicationTask>
{
    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(30);

    public async Task<ReconciliationResult<ReplicationTask>> ReconcileAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        if (entity.HasEnded() || entity.Metadata.DeletionTimestamp is not null)
        {
            pool.Forget(entity);
            return ReconciliationResult<ReplicationTask>.Success(entity);
        }

        if (entity.Spec.Stop)
        {
            pool.Forget(entity);
            return await WriteAsync(entity, states.Stopped(entity), null, cancellationToken);
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

    public Task<ReconciliationResult<ReplicationTask>> DeletedAsync(ReplicationTask entity, CancellationToken cancellationToken)
    {
        pool.Forget(entity);
        statuses.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationTask>.Success(entity));
    }

    private async Task<ReconciliationResult<ReplicationTask>> StartAsync(ReplicationTask task, CancellationToken cancellationToken)
    {
        if (task.Status?.NextRetryTime - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
        {
            return ReconciliationResult<ReplicationTask>.Success(task, wait);
        }

        var execution = executions.Get(new NamespacedName(task.Metadata.Namespace ?? "", task.Spec.ExecutionRef.Name));
        if (execution?.Status?.Rule is not { } rule || execution.HasEnded())
        {
            // The execution is gone, or not known here yet: its arrival wakes the task.
            return ReconciliationResult<ReplicationTask>.Success(task, SafetyNet);
        }

        return pool.TryStart(task, rule.Spec.Execution?.Parallelism ?? 8)
            ? await WriteAsync(task, states.Begun(task), PauseBetweenWrites, cancellationToken)
            : ReconciliationResult<ReplicationTask>.Success(task, SafetyNet);
    }

    private async Task<ReconciliationResult<ReplicationTask>> WriteAsync(
        ReplicationTask task, ReplicationTaskStatus status, TimeSpan? again, CancellationToken cancellationToken)
    {
        var written = await statuses.WriteAsync(task, task with { Status = status }, cancellationToken);
        return ReconciliationResult<ReplicationTask>.Success(written, again);
    }
}
