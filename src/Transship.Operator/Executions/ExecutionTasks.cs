using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Replication.Executions;
using Transship.Replication.Planning;
using Transship.Runtime.Writes;

namespace Transship.Operator.Executions;

/// <summary>Makes the tasks of an execution.</summary>
internal sealed class ExecutionTasks(IKubernetesClient client, EntityWriter writer)
{
    /// <summary>More than any repository has: chunks of a plan made again never meet those of the first.</summary>
    private const int ChunksOfOnePlan = 1_000_000;

    /// <summary>Where the chunks of what is removed are counted from, so that they never meet those of what is copied.</summary>
    private const int FirstDeletion = 500_000;

    /// <summary>Puts what is to be removed into tasks, beside those that copy.</summary>
    public Task EnsureAsync(ReplicationExecution execution, DeletionPlan plan, CancellationToken cancellationToken)
    {
        var work = new RepositoryPlan(plan.SourceRepository, plan.Endpoint, plan.DestinationRepository, plan.Work, 0, 0) { Chunk = FirstDeletion + plan.Chunk };
        return EnsureAsync(execution, work, TaskOperation.Delete, cancellationToken);
    }

    /// <summary>Puts the work of a part of a plan into tasks, under names that are the same each time (W7).</summary>
    public Task EnsureAsync(ReplicationExecution execution, RepositoryPlan plan, CancellationToken cancellationToken) =>
        EnsureAsync(execution, plan, TaskOperation.Copy, cancellationToken);

    private async Task EnsureAsync(ReplicationExecution execution, RepositoryPlan plan, TaskOperation operation, CancellationToken cancellationToken)
    {
        // A plan that is made again may find work that its first attempt could not see: it goes to a task beside the first one.
        IReadOnlyList<TaskArtifact> left = plan.Work;
        for (var chunk = plan.Chunk; left.Count > 0; chunk += ChunksOfOnePlan)
        {
            var task = await CreateAsync(TaskOf(execution, plan with { Work = left, Chunk = chunk }, operation), execution, cancellationToken);
            var covered = task.Spec.Artifacts.Select(Name).ToHashSet(StringComparer.Ordinal);
            left = [.. left.Where(artifact => !covered.Contains(Name(artifact)))];
        }

        static string Name(TaskArtifact artifact) => artifact.Tag ?? artifact.Digest;
    }

    /// <summary>Whether a task is this execution's, and not one of an execution that had its name before.</summary>
    public static bool IsOf(ReplicationTask task, ReplicationExecution execution) => Ownership.IsControlledBy(task, execution);

    /// <summary>All tasks of an execution as the server knows them, not as the cache does (W8).</summary>
    public async Task<IReadOnlyList<ReplicationTask>> ListAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var query = new ListQuery
        {
            Namespace = execution.Metadata.Namespace,
            LabelSelector = $"{TransshipApi.ExecutionLabel}={ChildNames.LabelValue(execution.Metadata.Name!)}",
        };
        return [.. (await client.ListAllAsync<ReplicationTask>(query, cancellationToken)).Items.Where(t => IsOf(t, execution))];
    }

    private static ReplicationTask TaskOf(ReplicationExecution execution, RepositoryPlan plan, TaskOperation operation)
    {
        var rule = execution.Status!.Rule!.Spec;
        return new ReplicationTask
        {
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Task(execution.Metadata.Name!, plan.SourceRepository, plan.Endpoint, plan.DestinationRepository, plan.Chunk),
                Namespace = execution.Metadata.Namespace,
                Labels = new Dictionary<string, string>
                {
                    [TransshipApi.RuleLabel] = ChildNames.LabelValue(execution.Spec.RuleRef.Name),
                    [TransshipApi.ExecutionLabel] = ChildNames.LabelValue(execution.Metadata.Name!),
                },
                OwnerReferences = [V1OwnerReference.ControllerOf(execution)],
            },
            Spec = new ReplicationTaskSpec
            {
                ExecutionRef = new LocalReference { Name = execution.Metadata.Name! },
                Operation = operation,
                Source = new RepositoryReference { EndpointRef = rule.Source.EndpointRef, Repository = plan.SourceRepository },
                Destination = new RepositoryReference
                {
                    EndpointRef = new LocalReference { Name = plan.Endpoint },
                    Repository = plan.DestinationRepository,
                },
                Artifacts = plan.Work,
                Chunk = plan.Chunk,
                Companions = plan.Companions,
                Override = rule.Override,
                Platforms = rule.Filters?.FirstOrDefault(filter => filter.Platforms is not null)?.Platforms,
                Referrers = rule.Artifacts?.Referrers ?? true,
                Signatures = rule.Artifacts?.Signatures ?? true,
                ForeignLayers = rule.Artifacts?.ForeignLayers ?? false,
                SpeedLimit = rule.SpeedLimit,
                RetryLimit = rule.Retry?.Limit ?? 3,
                RetryBackoff = rule.Retry?.Backoff ?? "1m",
            },
        };
    }

    private async Task<ReplicationTask> CreateAsync(ReplicationTask task, ReplicationExecution execution, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.CreateChildAsync(task, execution, cancellationToken);
        }
        catch (OwnershipException)
        {
            // An execution of the same name was deleted, and its task is about to be: the name must not be lost to the new one.
            if (await client.GetAsync<ReplicationTask>(task.Metadata.Name!, task.Metadata.Namespace, cancellationToken) is { } left)
            {
                await writer.DeleteAsync(left, onlyThisVersion: false, DeletePropagation.Background, cancellationToken);
            }

            return await writer.CreateChildAsync(task, execution, cancellationToken);
        }
    }
}
