using System.Collections.Concurrent;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Operator.Tasks;
using Transship.Providers.OciLayout;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>Moves runs that are worked on in pods: gives tasks to Jobs, takes results, and tells what is wrong with the pods.</summary>
internal sealed class PodRuns(
    IKubernetesClient client,
    IEntityCache<V1Job> jobs,
    IEntityCache<V1Pod> pods,
    IEntityCache<ReplicationTask> tasks,
    IEntityCache<Endpoint> endpoints,
    OwnStatus<ReplicationExecution> executions,
    OwnStatus<ReplicationTask> statuses,
    TaskPool pool,
    ShardDispatch dispatch,
    ShardHarvest harvest,
    RunAccess access,
    PodOptions options,
    TimeProvider time)
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _stopping = new(StringComparer.Ordinal);

    /// <summary>Whether the worker of a Job that goes on is the one who writes the status of a task.</summary>
    public bool Holds(ReplicationTask task) => task.Metadata.OwnerReferences?.FirstOrDefault(o => o.Controller is true)?.Uid is { } execution
        && jobs.ByIndex(ShardJobs.ByExecution, execution).Any(j => !ShardJobs.IsHarvested(j) && ShardJobs.TasksOf(j).Contains(task.Metadata.Name!, StringComparer.Ordinal));

    /// <summary>Writes the end of a task that no worker has.</summary>
    /// <returns>The task as stored.</returns>
    public Task<ReplicationTask> EndAsync(ReplicationTask task, ReplicationTaskStatus status, CancellationToken cancellationToken) =>
        harvest.WriteAsync(task, stored => stored.HasEnded() ? null : status, cancellationToken);

    /// <summary>Whether tasks of a run that are not begun yet are for pods.</summary>
    public bool Takes(ReplicationExecution execution) => executions.Newest(execution).Status is { } status
        && (status.Mode ?? (options.TaskThreshold == 0 && !UsesLayouts(execution) ? ExecutionMode.Pod : ExecutionMode.InProcess)) == ExecutionMode.Pod;

    /// <summary>A status that tells of the pods too.</summary>
    public ReplicationExecutionStatus Tell(ReplicationExecution execution, ReplicationExecutionStatus status, PodStep step) =>
        step.Over(status, execution.Metadata.Generation, time.GetUtcNow());

    /// <summary>A run was deleted: the garbage collector takes its Jobs.</summary>
    public Task ForgetAsync(ReplicationExecution execution, CancellationToken cancellationToken) =>
        execution.Status?.Mode == ExecutionMode.Pod ? access.ReleaseAsync(execution, cancellationToken) : Task.CompletedTask;

    /// <summary>Takes the next step of a run that goes on.</summary>
    public async Task<PodStep> AdvanceAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        if (execution.Status!.Mode is ExecutionMode.InProcess)
        {
            return new PodStep(ExecutionMode.InProcess);
        }

        var children = Children(execution);
        if (execution.Status.Mode is null)
        {
            return new PodStep(Decide(execution, children.Values));
        }

        var problem = await LookAsync(execution, children, cancellationToken);
        var now = time.GetUtcNow();
        var live = Jobs(execution).SelectMany(ShardJobs.TasksOf).ToHashSet(StringComparer.Ordinal);

        // What was harvested a moment ago waits for its next attempt.
        var idle = Children(execution).Values.Where(t => !t.HasEnded() && !t.Spec.Stop && !live.Contains(t.Metadata.Name!) && pool.Progress(t) is null && pool.Outcome(t) is null).ToList();
        var due = idle.Where(t => !(t.Status?.NextRetryTime > now)).ToList();
        if (!execution.Spec.Stop && MakesShard(execution, due.Count) && Jobs(execution).Count() < ShardDispatch.MaxPods(execution.Status.Rule!.Spec.Execution))
        {
            problem = await DispatchAsync(execution, due, cancellationToken) ?? problem;
        }

        problem ??= idle.Where(t => PodProblem.IsOne(t.Status?.Reason)).Select(t => new FailureReason(t.Status!.Reason!, t.Status.Message ?? "", CanHeal: true)).FirstOrDefault();
        var next = idle.Min(t => t.Status?.NextRetryTime) - now;
        return new PodStep(ExecutionMode.Pod, problem, next > TimeSpan.Zero && next < LookAgain ? next : LookAgain);
    }

    /// <summary>A run has ended: its Jobs may go, and its namespace's account with the last run.</summary>
    /// <returns>When to look again; null when all is cleaned up.</returns>
    public async Task<TimeSpan?> CloseAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        if (execution.Status?.Mode != ExecutionMode.Pod)
        {
            return null;
        }

        var isOpen = false;
        foreach (var job in Jobs(execution).ToList())
        {
            if (ShardJobs.HasFinished(job) || IsOverdue(job))
            {
                await LetGoAsync(job, cancellationToken);
            }
            else
            {
                isOpen = true;
            }
        }

        if (isOpen)
        {
            return LookAgain;
        }

        await access.ReleaseAsync(execution, cancellationToken);
        return null;
    }

    /// <summary>A shard is filled before it begins, while more tasks may come.</summary>
    private static bool MakesShard(ReplicationExecution execution, int due) =>
        due > 0 && (execution.Status!.Plan!.Complete || due >= ShardDispatch.TasksPerPod(execution.Status.Rule!.Spec.Execution));

    private async Task LetGoAsync(V1Job job, CancellationToken cancellationToken)
    {
        await harvest.LetGoAsync(job, cancellationToken);
        _stopping.TryRemove(job.Metadata.Uid!, out _);
    }

    private Dictionary<string, ReplicationTask> Children(ReplicationExecution execution) =>
        tasks.ByIndex(ExecutionProgress.ByExecution, $"{execution.Metadata.Namespace}/{execution.Metadata.Name}")
            .Where(t => ExecutionTasks.IsOf(t, execution)).Select(statuses.Newest).ToDictionary(t => t.Metadata.Name!, StringComparer.Ordinal);

    private ExecutionMode? Decide(ReplicationExecution execution, Dictionary<string, ReplicationTask>.ValueCollection children)
    {
        if (UsesLayouts(execution))
        {
            return ExecutionMode.InProcess;
        }

        var planned = PlannedBytes.Of(children);
        return children.Count > options.TaskThreshold || planned.Bytes > options.ByteThreshold ? ExecutionMode.Pod
            : execution.Status!.Plan?.Complete is true && planned.IsFinal ? ExecutionMode.InProcess
            : null;
    }

    /// <summary>OCI layouts lie in the operator's own folders, which pods do not see.</summary>
    private bool UsesLayouts(ReplicationExecution execution)
    {
        var rule = execution.Status!.Rule!.Spec;
        return rule.Destinations.Select(d => d.EndpointRef.Name).Append(rule.Source.EndpointRef.Name)
            .Any(name => endpoints.Get(new NamespacedName(execution.Metadata.Namespace ?? "", name))?.Spec.Type == OciLayoutProvider.TypeName);
    }

    /// <summary>The Jobs of a run whose results are not taken.</summary>
    private IEnumerable<V1Job> Jobs(ReplicationExecution execution) => jobs.ByIndex(ShardJobs.ByExecution, execution.Metadata.Uid!).Where(j => !ShardJobs.IsHarvested(j));

    private async Task<FailureReason?> DispatchAsync(ReplicationExecution execution, IReadOnlyList<ReplicationTask> due, CancellationToken cancellationToken)
    {
        try
        {
            await access.EnsureAsync(execution, cancellationToken);
            return await dispatch.DispatchAsync(execution, due, cancellationToken);
        }
        catch (ReasonedException e)
        {
            return FailureReason.Of(e);
        }
    }

    private async Task<FailureReason?> LookAsync(ReplicationExecution execution, Dictionary<string, ReplicationTask> children, CancellationToken cancellationToken)
    {
        FailureReason? worst = null;
        foreach (var job in Jobs(execution).ToList())
        {
            var own = pods.ByIndex(ShardJobs.ByJob, $"{job.Metadata.Namespace}/{job.Metadata.Name}").OrderByDescending(p => p.Metadata.CreationTimestamp).ToList();
            if (ShardJobs.HasFinished(job))
            {
                await harvest.TakeAsync(job, children, CauseOf(job, own), cancellationToken);
                _stopping.TryRemove(job.Metadata.Uid!, out _);
                continue;
            }

            // What became of a pod that was replaced is no problem any more.
            var problem = own is [var newest, ..] ? PodProblem.Of(newest) : null;
            if (IsStopping(job, children) && (own.TrueForAll(p => p.Status?.Phase != "Running") || IsOverdue(job)))
            {
                // A worker that runs hears of the stop itself; one that has not begun, or is deaf, is ended.
                await LetGoAsync(job, cancellationToken);
            }
            else if (problem is { Reason: ConditionReasons.ImageNotPullable or ConditionReasons.WorkerFailed } && Age(job) > GiveUpAfter)
            {
                await harvest.TakeAsync(job, children, problem, cancellationToken);
            }
            else
            {
                worst ??= problem ?? (own.Count == 0 && Age(job) > StartPatience ? await RefusalAsync(job, cancellationToken) : null);
            }
        }

        return worst;
    }

    /// <summary>Why a Job that ended left work: a Job that ran out of time says so itself, its pods only that they were told to end.</summary>
    private static FailureReason CauseOf(V1Job job, IReadOnlyList<V1Pod> own)
    {
        var failed = ShardJobs.HasFailed(job);
        return failed?.Reason == ConditionReasons.DeadlineExceeded
            ? PodProblem.OfJob(job, failed)
            : own.Select(PodProblem.Of).FirstOrDefault(p => p is not null) ?? PodProblem.OfJob(job, failed);
    }

    private static bool IsStopping(V1Job job, Dictionary<string, ReplicationTask> children) =>
        ShardJobs.TasksOf(job).Select(name => children.GetValueOrDefault(name)).Where(task => task is not null && !task.HasEnded()).ToList()
            is { Count: > 0 } left && left.TrueForAll(task => task!.Spec.Stop);

    private bool IsOverdue(V1Job job) => time.GetUtcNow() - _stopping.GetOrAdd(job.Metadata.Uid!, time.GetUtcNow()) > StopPatience;

    private TimeSpan Age(V1Job job) => time.GetUtcNow() - (job.Metadata.CreationTimestamp ?? time.GetUtcNow());

    /// <summary>Why the Job controller made no pod: it tells in Events only.</summary>
    private async Task<FailureReason?> RefusalAsync(V1Job job, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Namespace = job.Metadata.Namespace, FieldSelector = $"involvedObject.uid={job.Metadata.Uid}", Limit = 50 };
        var events = await client.ListAsync<V1CoreEvent>(query, cancellationToken);
        return events.Items.Where(e => e.Reason == "FailedCreate").OrderBy(e => e.LastTimestamp).LastOrDefault() is { Message: { } message }
            ? PodProblem.OfRefusal(message)
            : null;
    }
}
