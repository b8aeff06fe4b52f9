using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;
using Transship.Replication.Retries;
using Transship.Runtime.Caching;

namespace Transship.Operator.Executions;

/// <summary>Moves a run that has begun towards its end.</summary>
internal sealed class ExecutionProgress(
    IKubernetesClient client,
    IEntityCache<ReplicationTask> cache,
    ExecutionTasks tasks,
    PlanRunner plans,
    Func<double> random,
    TimeProvider time)
{
    /// <summary>The index that files tasks under <c>namespace/execution</c>.</summary>
    public const string ByExecution = "execution";

    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>Takes the next step.</summary>
    /// <returns>The status to write, or null when there is none to write now; and when to look again, if not at the next change.</returns>
    public async Task<(ReplicationExecutionStatus? Status, TimeSpan? Again)> AdvanceAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = execution.Status!;
        var deadline = status.Rule!.Spec.ActiveDeadlineSeconds is { } seconds ? status.StartTime + TimeSpan.FromSeconds(seconds) : null;
        var isLate = deadline <= now;
        var isStopping = execution.Spec.Stop || isLate;
        var plan = isStopping ? StopPlanning(execution) : ContinuePlanning(execution, now);
        var children = await ChildrenAsync(execution, plan, isStopping, cancellationToken);
        if (isStopping)
        {
            await StopAsync(children, cancellationToken);
        }

        var next = ExecutionOutcome.Of(execution with { Status = status with { Plan = plan } }, children, isLate, isStopping, now);
        var isUrgent = next.Phase.IsFinal() || plan.Complete != status.Plan?.Complete || plan.Attempts != status.Plan?.Attempts;
        if (!isUrgent && _written.TryGetValue(execution.Metadata.Uid!, out var last) && last + PauseBetweenWrites > now)
        {
            return (null, last + PauseBetweenWrites - now);
        }

        return (next, Earliest(deadline - now, plan.NextRetryTime - now, next.Phase.IsFinal() ? null : PauseBetweenWrites * 15));
    }

    /// <summary>A status was written.</summary>
    public void Wrote(ReplicationExecution execution) => _written[execution.Metadata.Uid!] = time.GetUtcNow();

    /// <summary>The execution is over, or gone.</summary>
    public void Forget(ReplicationExecution execution) => _written.TryRemove(execution.Metadata.Uid!, out _);

    private ExecutionPlan StopPlanning(ReplicationExecution execution)
    {
        plans.Forget(execution);
        return execution.Status!.Plan!;
    }

    private ExecutionPlan ContinuePlanning(ReplicationExecution execution, DateTimeOffset now)
    {
        var plan = execution.Status!.Plan!;
        if (plan.Complete || plan.NextRetryTime > now || plans.IsRunning(execution))
        {
            return plan;
        }

        switch (plans.Outcome(execution))
        {
            case { Plan: { } complete }:
                return complete with { Attempts = plan.Attempts };
            case { Failure: { } failure }:
                plans.Forget(execution);
                return Failed(execution, failure, now);
            default:
                plans.Start(execution);
                return plan with { Attempts = plan.Attempts + 1, NextRetryTime = null, Failed = 0, Failures = null };
        }
    }

    private ExecutionPlan Failed(ReplicationExecution execution, FailureReason failure, DateTimeOffset now)
    {
        var (plan, retry) = (execution.Status!.Plan!, execution.Status.Rule!.Spec.Retry);
        var schedule = new RetrySchedule(GoDuration.ParseOr(retry?.Backoff, TimeSpan.FromMinutes(1)), retry?.Limit ?? 3, random);
        var isDue = schedule.IsDue(plan.Attempts, failure.CanHeal);
        var source = execution.Status.Rule.Spec.Source.EndpointRef.Name;
        return plan with
        {
            Complete = !isDue,
            NextRetryTime = isDue ? now + (failure.RetryAfter ?? schedule.DelayBefore(plan.Attempts + 1)) : null,
            Failed = 1,
            Failures = [FailureSamples.Cut(new FailureSample { Artifact = source, Reason = failure.Reason, Message = failure.Message })],
        };
    }

    private async Task<IReadOnlyCollection<ReplicationTask>> ChildrenAsync(
        ReplicationExecution execution, ExecutionPlan plan, bool isStopping, CancellationToken cancellationToken)
    {
        var known = cache.ByIndex(ByExecution, $"{execution.Metadata.Namespace}/{execution.Metadata.Name}");

        // W8: the cache may lag behind what planning created.
        return (plan.Complete && known.Count < plan.Tasks) || isStopping ? await tasks.ListAsync(execution, cancellationToken) : known;
    }

    private async Task StopAsync(IEnumerable<ReplicationTask> children, CancellationToken cancellationToken)
    {
        foreach (var task in children.Where(t => !t.HasEnded() && !t.Spec.Stop))
        {
            var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }) with { FieldManager = FieldManagers.Stop };
            await client.PatchAsync<ReplicationTask>(task.Metadata.Name!, task.Metadata.Namespace, patch, cancellationToken);
        }
    }

    private static TimeSpan? Earliest(params TimeSpan?[] waits) => waits.Where(w => w > TimeSpan.Zero).Min();
}
