using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.TaskLogs;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>
/// Keeps what the worker of a shard logged, task by task, in a ConfigMap of the run: there when the pod is gone, bounded, gone with the run. A log that
/// cannot be kept is told in the operator's own log, and holds nothing up.
/// </summary>
internal sealed partial class ShardLogs(IKubernetesClient client, IEntityCache<V1Pod> pods, PodLogReader read, ILogger<ShardLogs> logger, TimeProvider time)
{
    /// <summary>The key of lines that belong to no task.</summary>
    public const string WorkerKey = "worker";

    /// <summary>The value of <see cref="LogMap.Label"/>.</summary>
    public const string LabelValue = "shard";

    /// <summary>A ConfigMap may have 1 MiB.</summary>
    private const int MaxBytes = 900 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The name of the ConfigMap of a Job.</summary>
    public static string NameOf(string job) => $"{job}-log";

    /// <summary>Keeps what there is so far.</summary>
    public async Task KeepAsync(V1Job job, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var logs = new Dictionary<string, TaskLog>(StringComparer.Ordinal);
        try
        {
            await ReadAsync(job, logs, either.Token);
        }
        catch (KubernetesException e)
        {
            Log.Lost(logger, job.Metadata.Name!, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Lost(logger, job.Metadata.Name!, $"The node did not answer for {Patience.TotalSeconds} s.");
        }

        if (logs.Count > 0)
        {
            await StoreAsync(MapOf(job, logs), cancellationToken);
        }
    }

    /// <summary>The task that a line of a worker speaks of; <see cref="WorkerKey"/> where it speaks of none.</summary>
    public static string TaskOf(string line)
    {
        try
        {
            return line.StartsWith('{') && JsonNode.Parse(line) is JsonObject fields && fields["task"] is JsonValue value && value.TryGetValue<string>(out var task) ? task : WorkerKey;
        }
        catch (JsonException)
        {
            // Something that crashed: the runtime's own words.
            return WorkerKey;
        }
    }

    private async Task StoreAsync(V1ConfigMap map, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(map, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // Taken before an operator died that could not let the Job go.
        }
        catch (KubernetesException e)
        {
            Log.Lost(logger, map.Metadata.Name!, e.Message);
        }
    }

    private async Task ReadAsync(V1Job job, Dictionary<string, TaskLog> logs, CancellationToken cancellationToken)
    {
        var names = ShardJobs.TasksOf(job).ToHashSet(StringComparer.Ordinal);
        var room = Math.Min(TaskLog.MaxBytes, MaxBytes / (names.Count + 1));
        foreach (var pod in pods.ByIndex(ShardJobs.ByJob, $"{job.Metadata.Namespace}/{job.Metadata.Name}").Where(HasLog))
        {
            await foreach (var line in read(pod, cancellationToken).WithCancellation(cancellationToken))
            {
                var key = TaskOf(line) is var task && names.Contains(task) ? task : WorkerKey;
                (logs.TryGetValue(key, out var log) ? log : logs[key] = new TaskLog(null, room)).Append(line);
            }
        }
    }

    /// <summary>Whether the container was ever begun: else there is nothing to ask the node for.</summary>
    private static bool HasLog(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.Any(c => c.Name == ShardJob.Container && (c.State?.Running is not null || c.State?.Terminated is not null)) is true;

    private static V1ConfigMap MapOf(V1Job job, Dictionary<string, TaskLog> logs) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = NameOf(job.Metadata.Name!),
            Namespace = job.Metadata.Namespace,
            Labels = new[] { TransshipApi.RuleLabel, TransshipApi.ExecutionLabel }
                .Where(label => job.Metadata.Labels?.ContainsKey(label) is true)
                .ToDictionary(label => label, label => job.Metadata.Labels![label], StringComparer.Ordinal)
                .Append(new KeyValuePair<string, string>(LogMap.Label, LabelValue))
                .ToDictionary(StringComparer.Ordinal),
            OwnerReferences = [.. (job.Metadata.OwnerReferences ?? []).Select(owner => owner with { BlockOwnerDeletion = false })],
        },
        Data = logs.ToDictionary(log => log.Key, log => log.Value.ToString(), StringComparer.Ordinal),
    };

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "The log of {Job} could not be kept: {Problem}")]
        public static partial void Lost(ILogger logger, string job, string problem);
    }
}
