using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Status;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Executions;

/// <summary>Takes an execution from its creation to its end. It starts, watches and records; it never copies and never waits.</summary>
[EntityRbac(typeof(ReplicationExecution), Verbs = RbacVerbs.All)]
[EntityRbac(typeof(ReplicationExecution), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(ReplicationExecution), Subresource = "finalizers", Verbs = RbacVerbs.Update)]
[EntityRbac(typeof(ReplicationRule), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(ReplicationTask), Verbs = RbacVerbs.All)]
internal sealed class ReplicationExecutionController(
    OwnStatus<ReplicationExecution> statuses,
    IEntityCache<ReplicationRule> rules,
    ExecutionAdmission admission,
    ExecutionProgress progress,
    PlanRunner plans,
    ExecutionLog log) : IEntityController<ReplicationExecution>
{
    public async Task<ReconciliationResult<ReplicationExecution>> ReconcileAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        if (entity.HasEnded())
        {
            plans.Forget(entity);
            progress.Forget(entity);
            return ReconciliationResult<ReplicationExecution>.Success(entity);
        }

        if (entity.HasStarted())
        {
            return await ContinueAsync(entity, cancellationToken);
        }

        var rule = rules.Get(new NamespacedName(entity.Metadata.Namespace ?? "", entity.Spec.RuleRef.Name));
        var admitted = await admission.DecideAsync(entity, rule, cancellationToken);
        if (!admitted.HasStarted())
        {
            return ReconciliationResult<ReplicationExecution>.Success(admitted, admission.Wait(admitted));
        }

        log.Started(admitted);
        return await ContinueAsync(admitted, cancellationToken);
    }

    public Task<ReconciliationResult<ReplicationExecution>> TerminatingAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        // A foreground deletion takes the tasks first: no plan may make new ones meanwhile.
        plans.Forget(entity);
        progress.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationExecution>.Success(entity));
    }

    public Task<ReconciliationResult<ReplicationExecution>> DeletedAsync(ReplicationExecution entity, CancellationToken cancellationToken)
    {
        plans.Forget(entity);
        progress.Forget(entity);
        statuses.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationExecution>.Success(entity));
    }

    private async Task<ReconciliationResult<ReplicationExecution>> ContinueAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        // The first look at a change of the specification: of a run that has begun, only stop can change.
        if (execution.Spec.Stop && execution.Status!.ObservedGeneration != execution.Metadata.Generation)
        {
            log.StopRequested(execution);
        }

        var (status, again) = await progress.AdvanceAsync(execution, cancellationToken);
        if (status is not null)
        {
            execution = await statuses.WriteAsync(execution, execution with { Status = status }, cancellationToken);
            progress.Wrote(execution);
            if (execution.HasEnded())
            {
                log.Ended(execution);
                ExecutionMetrics.Ended(execution);
                plans.Forget(execution);
                progress.Forget(execution);
            }
        }

        return ReconciliationResult<ReplicationExecution>.Success(execution, again);
    }
}
