using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Runtime.Caching;

namespace Transship.Operator.Executions;

/// <summary>Moves a run that has begun towards its end.</summary>
internal sealed class ExecutionProgress(
    IKubernetesClient client, IEntityCache<ReplicationTask> cache, ExecutionTasks tasks, PlanRunner plans, PlanProgress planning, TaskTally tally, TimeProvider time)
{
    /// <summary>The index that files tasks under <c>namespace/execution</c>.</summary>
    public const string ByExecution = "execution";

    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(3650);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>Takes the next step.</summary>
    /// <returns>The status to write, or null when there is none to write now; and when to look again, if not at the next change.</returns>
    public async Task<(ReplicationExecutionStatus? Status, TimeSpan? Again)> AdvanceAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var status = execution.Status!;
        var deadline = DeadlineOf(status);
        var isLate = deadline <= now;
        var isStopping = execution.Spec.Stop || isLate;
        var plan = isStopping ? StopPlanning(execution) : planning.Continue(execution, now);
        var children = await ChildrenAsync(execution, plan, isStopping, cancellationToken);
        tally.Look(execution, children);
        if (isStopping)
        {
            await StopAsync(children, cancellationToken);
        }
        else if (plan.Complete && children.Count < plan.Tasks)
        {
            plan = planning.Repeat(execution, plan);
        }

        var next = ExecutionOutcome.Of(execution with { Status = status with { Plan = plan } }, children, plans.IsRunning(execution), isLate, isStopping, now);
        if (next.Phase.IsFinal())
        {
            return (next, null);
        }

        var isUrgent = plan != status.Plan;
        return !isUrgent && _written.TryGetValue(execution.Metadata.Uid!, out var last) && last + PauseBetweenWrites > now
            ? (null, last + PauseBetweenWrites - now)
            : (next, Earliest(deadline - now, plan.NextRetryTime - now, SafetyNet));
    }

    /// <summary>A status was written.</summary>
    public void Wrote(ReplicationExecution execution) => _written[execution.Metadata.Uid!] = time.GetUtcNow();

    /// <summary>The execution is over, or gone.</summary>
    public void Forget(ReplicationExecution execution)
    {
        _written.TryRemove(execution.Metadata.Uid!, out _);
        tally.Forget(execution);
    }

    private static DateTimeOffset? DeadlineOf(ReplicationExecutionStatus status) => status.Rule!.Spec.ActiveDeadlineSeconds is { } seconds
        ? status.StartTime + (seconds < LongestDeadline.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestDeadline)
        : null;

    private ExecutionPlan StopPlanning(ReplicationExecution execution)
    {
        plans.Stop(execution);
        return execution.Status!.Plan!;
    }

    private async Task<IReadOnlyCollection<ReplicationTask>> ChildrenAsync(
        ReplicationExecution execution, ExecutionPlan plan, bool isStopping, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<ReplicationTask> known =
            [.. cache.ByIndex(ByExecution, $"{execution.Metadata.Namespace}/{execution.Metadata.Name}").Where(t => ExecutionTasks.IsOf(t, execution))];

        // W8: the cache may lag behind what planning created, and only the server knows what a plan that is cut short has created.
        var isDoubtful = plan.Complete ? known.Count < plan.Tasks : isStopping && known.All(t => t.HasEnded());
        return isDoubtful ? await tasks.ListAsync(execution, cancellationToken) : known;
    }

    /// <summary>Those that copy come first: they are to stop within a second, however many there are that wait.</summary>
    private async Task StopAsync(IEnumerable<ReplicationTask> children, CancellationToken cancellationToken)
    {
        foreach (var task in children.Where(t => !t.HasEnded() && !t.Spec.Stop).OrderBy(t => t.Status?.Phase != ExecutionPhase.InProgress))
        {
            try
            {
                var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }) with { FieldManager = FieldManagers.Stop };
                await client.PatchAsync<ReplicationTask>(task.Metadata.Name!, task.Metadata.Namespace, patch, cancellationToken);
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                // What is gone has stopped.
            }
        }
    }

    private static TimeSpan? Earliest(params TimeSpan?[] waits) => waits.Where(w => w > TimeSpan.Zero).Min();
}
