using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Registry.Blobs;
using Transship.Registry.Errors;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>Gives up the uploads that workers left open which were killed. What cannot be given up is told in the log, and left to the registry.</summary>
internal sealed partial class ShardUploads(
    IKubernetesClient client, IEntityCache<V1Pod> pods, EndpointConnections connections, ILogger<ShardUploads> logger, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Gives up what the pods of a Job left open.</summary>
    public async Task GiveUpAsync(V1Job job, CancellationToken cancellationToken)
    {
        var left = (await PodsAsync(job, cancellationToken)).SelectMany(LeftBy).ToList();
        if (left.Count == 0 || ShardJobs.ShardOf(job) is not { } shard)
        {
            return;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        foreach (var endpoint in shard.Endpoints.Keys)
        {
            try
            {
                await GiveUpAsync(new NamespacedName(job.Metadata.Namespace!, endpoint), left, either.Token);
            }
            catch (Exception e) when (e is RegistryException or ReasonedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                Log.Left(logger, job.Metadata.Name!, endpoint, e.Message);
            }
        }
    }

    private async Task GiveUpAsync(NamespacedName endpoint, List<OpenUpload> left, CancellationToken cancellationToken)
    {
        using var connection = await connections.OpenAsync(endpoint, cancellationToken);
        foreach (var upload in left.ToList())
        {
            var outcome = await connection.Client.GiveUpUploadAsync(upload, cancellationToken);
            if (outcome == GiveUpOutcome.Refused)
            {
                Log.Refused(logger, upload.Repository, endpoint.Name);
            }

            if (outcome != GiveUpOutcome.Elsewhere)
            {
                left.Remove(upload);
            }
        }
    }

    /// <summary>A Job may be seen to fail before its pod is seen to end: what pods of failed ones said last is asked of the API server.</summary>
    private async Task<IEnumerable<V1Pod>> PodsAsync(V1Job job, CancellationToken cancellationToken)
    {
        if (ShardJobs.HasFailed(job) is null)
        {
            return pods.ByIndex(ShardJobs.ByJob, $"{job.Metadata.Namespace}/{job.Metadata.Name}");
        }

        var query = new ListQuery { Namespace = job.Metadata.Namespace, LabelSelector = $"{ShardJobs.JobNameLabel}={job.Metadata.Name}" };
        return (await client.ListAsync<V1Pod>(query, cancellationToken)).Items;
    }

    private static IEnumerable<OpenUpload> LeftBy(V1Pod pod) => (pod.Status?.ContainerStatuses ?? [])
        .Where(status => status.Name == ShardJob.Container)
        .SelectMany(status => WorkerSummary.Parse(status.State?.Terminated?.Message)?.Uploads ?? []);

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Information, "Uploads that a worker of job {Job} left open at endpoint {Endpoint} could not be given up: {Problem}")]
        public static partial void Left(ILogger logger, string job, string endpoint, string problem);

        [LoggerMessage(4212, LogLevel.Information, "Endpoint {Endpoint} does not give up an upload to {Repository} that a worker left open: it is gone, or the registry cleans it away in its own time")]
        public static partial void Refused(ILogger logger, string repository, string endpoint);
    }
}
