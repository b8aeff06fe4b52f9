using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Audit;
using Transship.Operator.Pods;
using Transship.Operator.Status;
using Transship.Operator.Telemetry;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Queue;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Executions;

/// <summary>Takes an execution from its creation to its end. It starts, watches and records; it never copies and never waits.</summary>
[EntityRbac(typeof(ReplicationExecution), Verbs = RbacVerbs.All)]
[EntityRbac(typeof(ReplicationExecution), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(ReplicationExecution), Subresource = "finalizers", Verbs = RbacVerbs.Update)]
[EntityRbac(typeof(ReplicationRule), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(ReplicationTask), Verbs = RbacVerbs.All)]
[EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerbs.Get | RbacVerbs.Create | RbacVerbs.Patch)]
[EntityRbac(typeof(V1Job), Verbs = RbacVerbs.ReadOnly | RbacVerbs.Create | RbacVerbs.Patch | RbacVerbs.Delete)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(V1Pod), Subresource = "log", Verbs = RbacVerbs.Get)]
[EntityRbac(typeof(V1CoreEvent), Verbs = RbacVerbs.List)]
[EntityRbac(typeof(V1ServiceAccount), typeof(V1Role), typeof(V1RoleBinding), Verbs = RbacVerbs.Get | RbacVerbs.Create | RbacVerbs.Patch | RbacVerbs.Delete)]
internal sealed class ReplicationExecutionController(
    OwnStatus<ReplicationExecution> statuses,
    IEntityCache<ReplicationRule> rules,
    ExecutionAdmission admission,
    ExecutionProgress progress,
    PlanRunner plans,
    ExecutionLog log,
    AuditLog audit,
    IEntityQueue<ReplicationExecution> queue,
    PodRuns? pods = null) : IEntityController<ReplicationExecution>
{
    public async Task<ReconciliationResult<ReplicationExecution>> ReconcileAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        if (entity.HasEnded())
        {
            plans.Forget(entity);
            progress.Forget(entity);
            return ReconciliationResult<ReplicationExecution>.Success(entity, await CloseAsync(entity, cancellationToken));
        }

        if (entity.HasStarted())
        {
            return await ContinueAsync(entity, cancellationToken);
        }

        var rule = rules.Get(new NamespacedName(entity.Metadata.Namespace ?? "", entity.Spec.RuleRef.Name));
        var admitted = await admission.DecideAsync(entity, rule, cancellationToken);
        if (!admitted.HasStarted())
        {
            if (admitted.HasEnded() && admitted.Spec.Stop)
            {
                await audit.StopRequestedAsync(admitted, cancellationToken);
            }

            return ReconciliationResult<ReplicationExecution>.Success(admitted, admission.Wait(admitted));
        }

        progress.Wrote(admitted);
        log.Started(admitted);
        await audit.StartedAsync(admitted, cancellationToken);

        // Its work comes behind runs that have not begun: when many schedules have the same tick, none waits for the work of others.
        queue.Enqueue(NamespacedName.Of(admitted), canWait: true);
        return ReconciliationResult<ReplicationExecution>.Success(admitted);
    }

    public Task<ReconciliationResult<ReplicationExecution>> TerminatingAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        // A foreground deletion takes the tasks first: no plan may make new ones meanwhile.
        plans.Forget(entity);
        progress.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationExecution>.Success(entity));
    }

    public async Task<ReconciliationResult<ReplicationExecution>> DeletedAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        plans.Forget(entity);
        progress.Forget(entity);
        statuses.Forget(entity);
        RunTraces.Forget(entity);
        if (pods is not null)
        {
            await pods.ForgetAsync(entity, cancellationToken);
        }

        return ReconciliationResult<ReplicationExecution>.Success(entity);
    }

    private async Task<ReconciliationResult<ReplicationExecution>> ContinueAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        // The first look at a change of the specification: of a run that has begun, only stop can change.
        if (execution.Spec.Stop && execution.Status!.ObservedGeneration != execution.Metadata.Generation)
        {
            await audit.StopRequestedAsync(execution, cancellationToken);
        }

        RunTraces.Continue(execution);
        var step = pods is null ? null : await pods.AdvanceAsync(execution, cancellationToken);
        var (status, again) = await progress.AdvanceAsync(execution, cancellationToken);
        if (step is not null)
        {
            status = status is not null || step.IsNews(execution.Status!) ? pods!.Tell(execution, status ?? execution.Status!, step) : null;
            again = step.Again < again || again is null ? step.Again ?? again : again;
        }

        if (status is not null)
        {
            execution = await statuses.WriteAsync(execution, execution with { Status = status }, cancellationToken);
            progress.Wrote(execution);
            if (execution.HasEnded())
            {
                log.Ended(execution);
                ExecutionMetrics.Ended(execution);
                RunTraces.End(execution);
                plans.Forget(execution);
                progress.Forget(execution);
                again = await CloseAsync(execution, cancellationToken);
            }
        }

        return ReconciliationResult<ReplicationExecution>.Success(execution, again);
    }

    private Task<TimeSpan?> CloseAsync(ReplicationExecution execution, CancellationToken cancellationToken) =>
        pods?.CloseAsync(execution, cancellationToken) ?? Task.FromResult<TimeSpan?>(null);
}
