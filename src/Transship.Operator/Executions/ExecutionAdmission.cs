using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Conditions;
using Transship.Operator.Pods;
using Transship.Operator.Rules;
using Transship.Operator.Status;
using Transship.Replication.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Executions;

/// <summary>Decides whether an execution that has not begun may begin now.</summary>
internal sealed class ExecutionAdmission(
    IKubernetesClient client,
    IEntityCache<ReplicationExecution> cache,
    OwnStatus<ReplicationExecution> statuses,
    RuleExecutions executions,
    TimeProvider time,
    PodOptions? pods = null) : IDisposable
{
    private const int Turnstiles = 64;

    private readonly SemaphoreSlim[] _turnstiles = [.. Enumerable.Range(0, Turnstiles).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Decides, and writes the status that the decision gives: started, waiting, or ended before it began.</summary>
    /// <returns>The execution as stored.</returns>
    public async Task<ReplicationExecution> DecideAsync(ReplicationExecution execution, ReplicationRule? rule, CancellationToken cancellationToken)
    {
        // One of a rule at a time, so that two cannot both find that no other one goes on; those of other rules need not wait.
        var one = _turnstiles[(uint)HashCode.Combine(execution.Metadata.Namespace, execution.Spec.RuleRef.Name) % Turnstiles];
        await one.WaitAsync(cancellationToken);
        try
        {
            var status = await StatusAsync(execution, rule, cancellationToken);
            return ReferenceEquals(status, execution.Status) ? execution : await statuses.WriteAsync(execution, execution with { Status = status }, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>When to look again at an execution that waits for its time; null for one that waits for a change.</summary>
    public TimeSpan? Wait(ReplicationExecution execution) =>
        !execution.HasEnded() && execution.Spec.NotBefore - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero ? wait : null;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_turnstiles, one => one.Dispose());

    private async Task<ReplicationExecutionStatus> StatusAsync(ReplicationExecution execution, ReplicationRule? rule, CancellationToken cancellationToken)
    {
        if (execution.Spec.Stop)
        {
            return Ended(execution, ExecutionPhase.Stopped, Verdict.Stuck(ConditionReasons.Stopped, "The execution was stopped before it began."));
        }

        if (rule is null)
        {
            return Waiting(execution, Verdict.Stuck(
                ConditionReasons.RuleNotFound,
                $"ReplicationRule '{execution.Spec.RuleRef.Name}' does not exist in namespace '{execution.Metadata.Namespace}'. Create it, or correct spec.ruleRef.name in a new execution."));
        }

        await AdoptAsync(execution, rule, cancellationToken);
        if (rule.Metadata.DeletionTimestamp is not null)
        {
            return Waiting(execution, Verdict.Working(ConditionReasons.Pending, "The rule is being deleted."));
        }

        if (RuleCheck.CheckSpec(rule.Spec) is { } invalid)
        {
            return Ended(execution, ExecutionPhase.Failed, invalid);
        }

        if (rule.Spec.Enabled && execution.Spec.NotBefore > time.GetUtcNow())
        {
            var open = Verdict.Working(ConditionReasons.Pending, $"Further events may join until {execution.Spec.NotBefore:O}.");

            // Told once, and not for each event that joins: the next one's write would lose to this one, and be repeated.
            return execution.Status?.Conditions.Find(ConditionTypes.Succeeded)?.Message == open.Message ? execution.Status! : Waiting(execution, open);
        }

        return rule.Spec.Enabled
            ? await StartOrWaitAsync(execution, rule, cancellationToken)
            : Ended(execution, ExecutionPhase.Failed, Verdict.Stuck(ConditionReasons.Disabled, "The rule is switched off. Set spec.enabled to true, then create a new execution."));
    }

    private async Task<ReplicationExecutionStatus> StartOrWaitAsync(ReplicationExecution execution, ReplicationRule rule, CancellationToken cancellationToken)
    {
        if (execution.Spec.DryRun)
        {
            return Started(execution, rule);
        }

        var ahead = Ahead(execution, rule);
        switch (rule.Spec.ConcurrencyPolicy)
        {
            case ConcurrencyPolicy.Replace when ahead.Count > 0:
                await executions.StopAsync(ahead, cancellationToken);
                return Waiting(execution, Verdict.Working(ConditionReasons.Pending, $"Waits until '{ahead[0].Metadata.Name}' has stopped."));
            case ConcurrencyPolicy.Forbid when ahead.Count > 0:
                return Waiting(execution, Verdict.Working(ConditionReasons.Pending, $"Waits until '{ahead[0].Metadata.Name}' has ended."));
            default:
                return Started(execution, rule);
        }
    }

    /// <summary>The executions of the rule that come first: those that go on, then those created earlier.</summary>
    private List<ReplicationExecution> Ahead(ReplicationExecution execution, ReplicationRule rule) =>
    [
        .. cache.ByIndex(RuleExecutions.ByRule, $"{rule.Metadata.Namespace}/{rule.Metadata.Name}")
            .Where(other => other.Metadata.Uid != execution.Metadata.Uid && !other.Spec.DryRun)
            .Select(statuses.Newest)
            .Where(other => !other.HasEnded())
            .Where(other => other.HasStarted() || IsOlder(other, execution))
            .OrderByDescending(other => other.HasStarted()),
    ];

    private static bool IsOlder(ReplicationExecution other, ReplicationExecution execution) =>
        (other.Metadata.CreationTimestamp, other.Metadata.Name).CompareTo((execution.Metadata.CreationTimestamp, execution.Metadata.Name)) < 0;

    /// <summary>An execution that a user created gets the label and the owner that ours are born with.</summary>
    private async Task AdoptAsync(ReplicationExecution execution, ReplicationRule rule, CancellationToken cancellationToken)
    {
        var owners = execution.Metadata.OwnerReferences ?? [];
        if (owners.Any(o => o.Uid == rule.Metadata.Uid))
        {
            return;
        }

        // F6: only one owner may be the controller. The version keeps other writers' owners, and what is gone from being made anew.
        var owner = V1OwnerReference.ControllerOf(rule) with { Controller = owners.All(o => o.Controller is not true) };
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = execution.Metadata.ResourceVersion,
                ["labels"] = new JsonObject { [TransshipApi.RuleLabel] = ChildNames.LabelValue(rule.Metadata.Name!) },
                ["ownerReferences"] = JsonSerializer.SerializeToNode([.. owners, owner], KubernetesJson.TypeInfo<IReadOnlyList<V1OwnerReference>>()),
            },
        };
        var patch = Patch.Merge(body) with { FieldManager = FieldManagers.Adoption };
        await client.PatchAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, patch, cancellationToken);
    }

    private ReplicationExecutionStatus Started(ReplicationExecution execution, ReplicationRule rule)
    {
        var rules = new ExecutionRule { Uid = rule.Metadata.Uid!, Generation = rule.Metadata.Generation ?? 0, Spec = rule.Spec };
        return Status(execution, ExecutionPhase.InProgress, Verdict.Working(ConditionReasons.Progressing, "The source is being listed.")) with
        {
            Mode = ModeOf(rule),
            Rule = rules,
            Plan = new ExecutionPlan { Attempts = 1 },
            Progress = "0/0",
            StartTime = time.GetUtcNow(),
        };
    }

    /// <summary>A run of mode Auto is decided when the number of its tasks is known; with no cluster there are no pods.</summary>
    private ExecutionMode? ModeOf(ReplicationRule rule) => (pods is null ? ExecutionMode.InProcess : rule.Spec.Execution?.Mode ?? ExecutionMode.Auto) switch
    {
        ExecutionMode.Auto => null,
        var chosen => chosen,
    };

    private ReplicationExecutionStatus Waiting(ReplicationExecution execution, Verdict verdict) => Status(execution, ExecutionPhase.Pending, verdict);

    private ReplicationExecutionStatus Ended(ReplicationExecution execution, ExecutionPhase phase, Verdict verdict) =>
        Status(execution, phase, verdict) with { CompletionTime = time.GetUtcNow() };

    private ReplicationExecutionStatus Status(ReplicationExecution execution, ExecutionPhase phase, Verdict verdict) => new()
    {
        ObservedGeneration = execution.Metadata.Generation,
        Phase = phase,
        Conditions = verdict.Over(ConditionTypes.Succeeded, execution.Status?.Conditions, execution.Metadata.Generation, time.GetUtcNow()),
    };
}
