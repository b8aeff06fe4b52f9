using System.Globalization;
using System.Net;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Operator.Telemetry;
using Transship.Replication.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Writes;

namespace Transship.Operator.Pods;

/// <summary>Gives tasks to Jobs, so many at the same time as the rule allows.</summary>
internal sealed class ShardDispatch(
    IKubernetesClient client, EntityWriter writer, IEntityCache<Endpoint> endpoints, WorkerImage image, ShardHarvest harvest)
{
    /// <summary>How many pods of a run work at the same time.</summary>
    public static int MaxPods(RuleExecution? execution) => Math.Min(execution?.Pod?.MaxPods ?? 4, execution?.Parallelism ?? 8);

    /// <summary>How many tasks a pod of a run is given.</summary>
    public static int TasksPerPod(RuleExecution? execution) => execution?.Pod?.TasksPerPod ?? 100;

    /// <summary>Makes Jobs for tasks that are due.</summary>
    /// <param name="execution">The run.</param>
    /// <param name="due">Its tasks that are due, and in no Job that the cache knows.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>What keeps Jobs from being made; null where nothing does.</returns>
    public async Task<FailureReason?> DispatchAsync(ReplicationExecution execution, IReadOnlyList<ReplicationTask> due, CancellationToken cancellationToken)
    {
        // W8: the cache may not show yet what was made a moment ago, here or by an earlier leader.
        var jobs = (await ListAsync(execution, cancellationToken)).Where(j => !ShardJobs.IsHarvested(j)).ToList();
        var taken = jobs.SelectMany(ShardJobs.TasksOf).ToHashSet(StringComparer.Ordinal);
        var rule = execution.Status!.Rule!.Spec;
        var size = TasksPerPod(rule.Execution);
        var free = MaxPods(rule.Execution) - jobs.Count;
        var left = due.Where(t => !taken.Contains(t.Metadata.Name!)).OrderBy(t => t.Metadata.Name, StringComparer.Ordinal).ToList();
        var isComplete = execution.Status.Plan!.Complete;

        // A shard is filled before it begins, while more tasks may come.
        var shards = left.Chunk(size).Where(tasks => tasks.Length == size || isComplete).ToList();
        var pods = isComplete ? Math.Min(jobs.Count + shards.Count, MaxPods(rule.Execution)) : MaxPods(rule.Execution);
        foreach (var tasks in shards.Take(Math.Max(0, free)))
        {
            try
            {
                await CreateAsync(execution, rule, tasks, pods, cancellationToken);
            }
            catch (KubernetesException e) when (e.Code is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
            {
                var refusal = PodProblem.OfRefusal(e.Message);
                if (refusal.Reason != ConditionReasons.QuotaExceeded)
                {
                    foreach (var task in tasks)
                    {
                        await harvest.FailAsync(task, refusal, cancellationToken);
                    }
                }

                return refusal;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<V1Job>> ListAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            Namespace = execution.Metadata.Namespace,
            LabelSelector = $"{ShardJobs.ComponentLabel}={ShardJobs.Component},{TransshipApi.ExecutionLabel}={ChildNames.LabelValue(execution.Metadata.Name!)}",
        };
        var list = await client.ListAsync<V1Job>(query, cancellationToken);
        return [.. list.Items.Where(job => Ownership.IsControlledBy(job, execution))];
    }

    private async Task CreateAsync(ReplicationExecution execution, ReplicationRuleSpec rule, ReplicationTask[] tasks, int pods, CancellationToken cancellationToken)
    {
        var names = tasks.Select(t => t.Metadata.Name!).ToList();
        var shard = new Shard
        {
            Namespace = execution.Metadata.Namespace!,
            Execution = execution.Metadata.Name!,
            Parallelism = Math.Max(1, (rule.Execution?.Parallelism ?? 8) / pods),
            Pods = pods,
            Tasks = names,
            Endpoints = EndpointsOf(tasks),
        };
        var state = string.Join('\n', tasks.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Metadata.Name} {t.Metadata.ResourceVersion}")));
        var job = ShardJob.Of(execution, shard, state, rule.Execution?.Pod?.Image ?? await image.FindAsync(cancellationToken), WorkerTelemetry.Of(execution));
        await writer.CreateChildAsync(job, execution, cancellationToken);
    }

    /// <summary>The endpoints that tasks name; one that is gone is told by the tasks that need it.</summary>
    private SortedDictionary<string, EndpointSpec> EndpointsOf(ReplicationTask[] tasks)
    {
        var found = new SortedDictionary<string, EndpointSpec>(StringComparer.Ordinal);
        foreach (var name in tasks.SelectMany(t => new[] { t.Spec.Source.EndpointRef.Name, t.Spec.Destination.EndpointRef.Name }).Distinct(StringComparer.Ordinal))
        {
            if (endpoints.Get(new NamespacedName(tasks[0].Metadata.Namespace ?? "", name)) is { } endpoint)
            {
                found[name] = endpoint.Spec;
            }
        }

        return found;
    }
}
