using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Background;
using Transship.Operator.Endpoints;
using Transship.Operator.Plans;
using Transship.Operator.Rules;
using Transship.Operator.Telemetry;
using Transship.Providers;
using Transship.Replication.Executions;
using Transship.Replication.Planning;
using Transship.Replication.Rules;
using Transship.Runtime.Caching;
using Transship.Runtime.Queue;

namespace Transship.Operator.Executions;

/// <summary>Plans executions beside the reconciles: lists, filters, compares, and makes tasks as soon as work is found.</summary>
internal sealed class PlanRunner(
    IKubernetesClient client,
    EndpointConnections connections,
    IEntityCache<ReplicationRule> rules,
    IEntityCache<Endpoint> endpoints,
    ProviderCatalog providers,
    ExecutionTasks tasks,
    IEntityQueue<ReplicationExecution> queue,
    TimeProvider time) : IAsyncDisposable
{
    /// <summary>Runs of what events named that are planned at the same time. The others wait, and further events join those that have not begun.</summary>
    internal const int NamedAtOnce = 8;

    /// <summary>Other runs that are planned at the same time: they may take long, and hold up no event.</summary>
    internal const int OthersAtOnce = 32;

    private readonly BackgroundRuns<PlanOutcome> _runs = new();
    private readonly SemaphoreSlim _named = new(NamedAtOnce);
    private readonly SemaphoreSlim _others = new(OthersAtOnce);

    /// <summary>How many runs are planned now; those that wait for their turn are not among them.</summary>
    internal int Planning => NamedAtOnce - _named.CurrentCount + OthersAtOnce - _others.CurrentCount;

    /// <summary>Begins to plan.</summary>
    /// <returns>False when that goes on or is done already, or when the process ends.</returns>
    public bool Start(ReplicationExecution execution)
    {
        var key = NamespacedName.Of(execution);
        return _runs.Start(execution.Metadata.Uid!, token => InTurnAsync(execution, token), () => queue.Enqueue(key, canWait: true));
    }

    /// <summary>Asks planning to end early; <see cref="IsRunning"/> tells when it makes no more tasks.</summary>
    public void Stop(ReplicationExecution execution) => _runs.Cancel(execution.Metadata.Uid!);

    /// <summary>Whether planning goes on.</summary>
    public bool IsRunning(ReplicationExecution execution) => _runs.IsRunning(execution.Metadata.Uid!);

    /// <summary>How planning ended; null while it goes on, or when it was not begun here.</summary>
    public PlanOutcome? Outcome(ReplicationExecution execution)
    {
        if (_runs.TryGetResult(execution.Metadata.Uid!, out var outcome))
        {
            return outcome;
        }

        return _runs.EndedWithoutResult(execution.Metadata.Uid!, out var error) && error is not null
            ? new PlanOutcome(null, FailureReason.Of(error))
            : null;
    }

    /// <summary>Ends planning and forgets its outcome.</summary>
    public void Forget(ReplicationExecution execution) => _runs.Forget(execution.Metadata.Uid!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _runs.DisposeAsync();
        _named.Dispose();
        _others.Dispose();
    }

    private async Task<PlanOutcome> InTurnAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var turns = execution.Spec.Resources is { Count: > 0 } ? _named : _others;
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await PlanAsync(execution, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<PlanOutcome> PlanAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        using var span = RunTraces.Plan(execution);
        try
        {
            // A rule that was admitted by a version of this program that understood it may make no sense to this one.
            var rule = execution.Status!.Rule!.Spec;
            using var open = await OpenPlan.OpenAsync(connections, execution.Metadata.Namespace ?? "", rule, time.GetUtcNow(), cancellationToken);
            var deletions = DeletionsOf(execution, rule);
            var request = open.Request with
            {
                Scope = PlanScope.Of(execution.Spec.Resources),
                Deletions = deletions,
                Others = deletions == PlanDeletions.None ? OtherRules.None : OthersOf(execution, rule),
                Explain = execution.Spec.DryRun,
            };
            var found = new FoundPlan(execution, tasks, execution.Spec.DryRun ? new PlanLog(client, execution) : null);
            await foreach (var planned in new Planner().PlanAsync(request, cancellationToken))
            {
                await found.AddAsync(planned is RepositoryPlan compared ? await open.Attachments.AddAsync(compared, cancellationToken) : planned, cancellationToken);
            }

            await found.EndAsync(cancellationToken);
            return new PlanOutcome(Finish(found.Plan, found.Matched, await tasks.ListAsync(execution, cancellationToken)), found.MayHeal);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failure = FailureReason.Of(e);
            RunTraces.Fail(span, failure);
            return new PlanOutcome(null, failure);
        }
    }

    private OtherRules OthersOf(ReplicationExecution execution, ReplicationRuleSpec rule) =>
        new RulePaths(endpoints.Get, providers).Besides(new NamespacedName(execution.Metadata.Namespace ?? "", execution.Spec.RuleRef.Name), rule, rules.List());

    private static PlanDeletions DeletionsOf(ReplicationExecution execution, ReplicationRuleSpec rule) =>
        execution.Spec.Resources is { Count: > 0 } ? rule.ReplicateDeletions ? PlanDeletions.Named : PlanDeletions.None
        : rule.Prune is { Enabled: true } && (execution.Spec.Trigger is ExecutionTrigger.Scheduled or ExecutionTrigger.Manual) ? PlanDeletions.Gone
        : PlanDeletions.None;

    /// <summary>
    /// What matched and is in no task is up to date: so a plan that was begun anew after a restart counts only once what its own
    /// tasks copied in the meantime.
    /// </summary>
    private static ExecutionPlan Finish(ExecutionPlan plan, long matched, IReadOnlyCollection<ReplicationTask> tasks) => plan with
    {
        Complete = true,
        Tasks = tasks.Count,
        UpToDate = Math.Max(0, matched - (plan.WouldCopy ?? 0) - tasks.Where(t => t.Spec.Operation == TaskOperation.Copy).Sum(t => (long)t.Spec.Artifacts.Count)),
        Failures = plan.Failures is { Count: > 0 } failures ? FailureSamples.Bound(failures) : null,
    };
}
