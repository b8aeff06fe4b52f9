using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Operator.Audit;
using Transship.Operator.Conditions;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Runtime.Conditions;
using Transship.Runtime.Controllers;
using Transship.Runtime.Events;
using Transship.Runtime.Rbac;

namespace Transship.Operator.Rules;

/// <summary>Checks rules, starts their executions, and keeps their history short.</summary>
[EntityRbac(typeof(ReplicationRule), Verbs = RbacVerbs.ReadOnly | RbacVerbs.Patch | RbacVerbs.Update)]
[EntityRbac(typeof(ReplicationRule), Subresource = "status", Verbs = RbacVerbs.Get | RbacVerbs.Patch)]
[EntityRbac(typeof(ReplicationRule), Subresource = "finalizers", Verbs = RbacVerbs.Update)]
[EntityRbac(typeof(Endpoint), Verbs = RbacVerbs.ReadOnly)]
[EntityRbac(typeof(ReplicationExecution), Verbs = RbacVerbs.All)]
internal sealed class ReplicationRuleController(
    OwnStatus<ReplicationRule> statuses,
    RuleStatusPace pace,
    RuleCheck check,
    RuleExecutions executions,
    ScheduledRuns schedule,
    RuleEventsCheck told,
    IEventRecorder events,
    AuditLog audit,
    TimeProvider time) : IEntityController<ReplicationRule>
{
    public async Task<ReconciliationResult<ReplicationRule>> ReconcileAsync(ReplicationRule entity, CancellationToken cancellationToken)
    {
        entity = statuses.Newest(entity);
        var verdict = Judge(entity);
        var status = pace.Newest(entity);
        await AuditAsync(entity, cancellationToken);
        if (!entity.Spec.Enabled)
        {
            await executions.StopAsync(executions.ActiveOf(entity), cancellationToken);
        }

        status = verdict.Status == ConditionStatus.True ? await StartDueAsync(entity, status, cancellationToken) : schedule.Hold(entity, status);
        var now = time.GetUtcNow();
        var known = executions.Of(entity);
        status = status with
        {
            ObservedGeneration = entity.Metadata.Generation,
            Conditions = verdict.Over(ConditionTypes.Ready, status.Conditions, entity.Metadata.Generation, now),
            Active = RuleSummary.Active(known),
            LastExecution = RuleSummary.Last(known, status.LastExecution),
        };
        status = told.Check(entity, status);
        if (pace.Wait(entity, status) is { } wait)
        {
            return ReconciliationResult<ReplicationRule>.Success(entity, schedule.Pause(status) is { } pause && pause < wait ? pause : wait);
        }

        await statuses.WriteAsync(entity, entity with { Status = status }, cancellationToken);
        pace.Forget(entity);
        await executions.TrimHistoryAsync(entity, cancellationToken);
        Announce(entity, verdict);
        return ReconciliationResult<ReplicationRule>.Success(entity, schedule.Pause(status));
    }

    public Task<ReconciliationResult<ReplicationRule>> DeletedAsync(ReplicationRule entity, CancellationToken cancellationToken)
    {
        statuses.Forget(entity);
        pace.Forget(entity);
        return Task.FromResult(ReconciliationResult<ReplicationRule>.Success(entity));
    }

    /// <summary>That a rule is switched off comes first: the reason is what remembers it.</summary>
    private Verdict Judge(ReplicationRule rule) => rule.Spec.Enabled
        ? check.Check(rule) ?? Verdict.Good("The rule can run.")
        : new Verdict(
            ConditionStatus.False,
            ConditionReasons.Disabled,
            RuleCheck.CheckSpec(rule.Spec) is { } invalid
                ? $"The rule is switched off. It cannot run as it is: {invalid.Message}"
                : "The rule is switched off. Set spec.enabled to true to run it.");

    private async Task<ReplicationRuleStatus> StartDueAsync(ReplicationRule rule, ReplicationRuleStatus status, CancellationToken cancellationToken)
    {
        if (status.InitialRunStarted != true)
        {
            await executions.StartAsync(rule, ExecutionTrigger.Initial, "initial", cancellationToken);
            status = status with { InitialRunStarted = true };
        }

        var asked = rule.Metadata.Annotations?.GetValueOrDefault(TransshipApi.RunNowAnnotation);
        if (RunNow.Next(status.LastRunNow, asked) is { } mark)
        {
            var who = await audit.WhoAskedForARunAsync(rule, cancellationToken);
            await executions.StartAsync(rule, ExecutionTrigger.Manual, $"manual-{mark}", who, cancellationToken);
            status = status with { LastRunNow = mark };
        }

        return await schedule.StartDueAsync(rule, status, cancellationToken);
    }

    /// <summary>Told before the status is written: rather twice than never.</summary>
    private async Task AuditAsync(ReplicationRule rule, CancellationToken cancellationToken)
    {
        if (rule.Status?.Conditions.Find(ConditionTypes.Ready) is not { } ready)
        {
            await audit.CreatedAsync(rule, cancellationToken);
        }
        else if (rule.Spec.Enabled && ready.Reason == ConditionReasons.Disabled)
        {
            await audit.SwitchedOnAsync(rule, cancellationToken);
        }
        else if (!rule.Spec.Enabled && ready.Reason != ConditionReasons.Disabled)
        {
            await audit.SwitchedOffAsync(rule, cancellationToken);
        }
    }

    private void Announce(ReplicationRule rule, Verdict verdict)
    {
        var before = rule.Status?.Conditions.Find(ConditionTypes.Ready);
        if (before?.Status != verdict.Status || before.Reason != verdict.Reason)
        {
            var type = verdict.Status == ConditionStatus.True || verdict.Reason == ConditionReasons.Disabled ? EventType.Normal : EventType.Warning;
            events.Publish(rule, type, verdict.Reason, "CheckRule", verdict.Message);
        }
    }
}
