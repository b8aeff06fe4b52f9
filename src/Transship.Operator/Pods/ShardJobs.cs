using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Api;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>What a Job of ours says: its work, whether it is over, and whether its results are taken.</summary>
internal static class ShardJobs
{
    /// <summary>The label of Jobs and pods of runs.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>The value of <see cref="ComponentLabel"/>.</summary>
    public const string Component = "transship-worker";

    /// <summary>The selector of Jobs and pods of runs.</summary>
    public const string Workers = $"{ComponentLabel}={Component}";

    /// <summary>The index that files Jobs under the uid of their execution.</summary>
    public const string ByExecution = "execution";

    /// <summary>The index that files pods under <c>namespace/job</c>.</summary>
    public const string ByJob = "job";

    /// <summary>The label that the Job controller gives to pods.</summary>
    public const string JobNameLabel = "job-name";

    private static readonly ConditionalWeakTable<V1Job, Work> Works = [];

    /// <summary>The uid of a Job's execution.</summary>
    public static IEnumerable<string> ExecutionOf(V1Job job) =>
        (job.Metadata.OwnerReferences ?? []).Where(o => o is { Controller: true, Kind: "ReplicationExecution" }).Select(o => o.Uid);

    /// <summary>The Job of a pod.</summary>
    public static IEnumerable<string> JobOf(V1Pod pod) => JobNameOf(pod) is { } job ? [$"{pod.Metadata.Namespace}/{job}"] : [];

    /// <summary>The name of the Job of a pod; null for a pod of none.</summary>
    public static string? JobNameOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(JobNameLabel);

    /// <summary>The run that a pod belongs to; null for a pod of none. Its labels do not tell: they hold no more than the beginning of a long name.</summary>
    public static NamespacedName? RunOf(V1Pod pod, IEntityCache<V1Job> jobs) =>
        JobNameOf(pod) is { } name && jobs.Get(new NamespacedName(pod.Metadata.Namespace!, name)) is { } job && ShardOf(job) is { } shard
            ? new NamespacedName(pod.Metadata.Namespace!, shard.Execution)
            : null;

    /// <summary>The names of a Job's tasks; none where somebody else made it.</summary>
    public static IReadOnlyList<string> TasksOf(V1Job job) => ShardOf(job)?.Tasks ?? [];

    /// <summary>The work of a Job; null where somebody else made it.</summary>
    public static Shard? ShardOf(V1Job job) => Works.GetValue(job, static j =>
    {
        try
        {
            return new Work(j.Spec.Template.Metadata.Annotations?.GetValueOrDefault(TransshipApi.ShardAnnotation) is { } json ? Shard.Parse(json) : null);
        }
        catch (JsonException)
        {
            // Not a Job of this program: users may put the label on what they like.
            return new Work(null);
        }
    }).Shard;

    /// <summary>Whether the Job ended, and how.</summary>
    public static bool HasFinished(V1Job job) => Condition(job, "Complete") is not null || HasFailed(job) is not null;

    /// <summary>Why the Job failed; null when it did not.</summary>
    public static V1JobCondition? HasFailed(V1Job job) => Condition(job, "Failed");

    /// <summary>Whether the results are taken: only then may the Job go by itself.</summary>
    public static bool IsHarvested(V1Job job) => job.Spec.TtlSecondsAfterFinished is not null || job.Metadata.DeletionTimestamp is not null;

    private static V1JobCondition? Condition(V1Job job, string type) => job.Status?.Conditions?.FirstOrDefault(c => c.Type == type && c.Status == "True");

    private sealed record Work(Shard? Shard);
}
