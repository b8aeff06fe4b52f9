using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Operator.Endpoints;
using Transship.Operator.Plans;
using Transship.Replication.Executions;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>What a plan found so far. Work becomes tasks at once; what is gone at the source waits for the end of the plan.</summary>
/// <param name="execution">The run.</param>
/// <param name="tasks">Makes the tasks.</param>
/// <param name="log">Is told of each artifact; of a dry run only.</param>
internal sealed class FoundPlan(ReplicationExecution execution, ExecutionTasks tasks, PlanLog? log)
{
    private readonly ReplicationRuleSpec _rule = execution.Status!.Rule!.Spec;
    private readonly PruneLimit _prune = new(execution.Status!.Rule!.Spec.Prune?.MaxDeletePercent ?? RulePrune.DefaultMaxDeletePercent);
    private bool _hasFailed;

    /// <summary>What was found besides work.</summary>
    public ExecutionPlan Plan { get; private set; } = new();

    /// <summary>Artifacts that are to be copied or are up to date.</summary>
    public long Matched { get; private set; }

    /// <summary>What kept a part from being planned and may heal; null when nothing did.</summary>
    public FailureReason? MayHeal { get; private set; }

    private bool IsPrune => execution.Spec.Resources is not { Count: > 0 };

    /// <summary>Takes a finding.</summary>
    public async Task AddAsync(PlanItem item, CancellationToken cancellationToken)
    {
        Plan = Plan.With(item, static error => FailureReason.Of(error).Reason);
        await TellAsync(item is DeletionPlan ? null : item, cancellationToken);
        switch (item)
        {
            case RepositoryPlan found:
                Matched += found.Work.Count + found.UpToDate;
                await CopyAsync(found, cancellationToken);
                break;
            case DeletionPlan gone when IsPrune:
                _prune.Add(gone);
                break;
            case DeletionPlan gone:
                await RemoveAsync(gone, cancellationToken);
                break;
            case RepositoryFailure { Error: var error }:
                _hasFailed = true;
                if (FailureReason.Of(error) is { CanHeal: true } failure && error is not PlanException)
                {
                    MayHeal = MayHeal is { IsRateLimit: true } ? MayHeal : failure;
                }

                break;
        }
    }

    /// <summary>Everything is found: removes what is gone, where everything could be listed and the rule's limit allows it.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await PruneAsync(cancellationToken);
        await (log?.EndAsync(cancellationToken) ?? Task.CompletedTask);
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        if (_rule.Prune is not { Enabled: true } || !IsPrune || _hasFailed)
        {
            return;
        }

        foreach (var item in _prune.Decide())
        {
            if (item is DeletionPlan gone)
            {
                await RemoveAsync(gone, cancellationToken);
            }
            else
            {
                Plan = Plan.With(item, static error => FailureReason.Of(error).Reason);
                await TellAsync(item, cancellationToken);
            }
        }
    }

    private Task TellAsync(PlanItem? item, CancellationToken cancellationToken) => item is null || log is null ? Task.CompletedTask : log.AddAsync(item, cancellationToken);

    private async Task CopyAsync(RepositoryPlan found, CancellationToken cancellationToken)
    {
        if (execution.Spec.DryRun)
        {
            Plan = Plan with { WouldCopy = (Plan.WouldCopy ?? 0) + found.Work.Count };
        }
        else
        {
            await tasks.EnsureAsync(execution, found, cancellationToken);
        }
    }

    private async Task RemoveAsync(DeletionPlan gone, CancellationToken cancellationToken)
    {
        if (execution.Spec.DryRun)
        {
            Plan = Plan with { WouldDelete = (Plan.WouldDelete ?? 0) + gone.Work.Count };
            await TellAsync(gone, cancellationToken);
        }
        else
        {
            await tasks.EnsureAsync(execution, gone, cancellationToken);
        }
    }
}
