using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Endpoints;
using Transship.Registry.Blobs;
using Transship.Registry.Errors;
using Transship.Runtime.Caching;

namespace Transship.Operator.Pods;

/// <summary>Gives up the uploads that workers left open which were killed. What cannot be given up is told in the log, and left to the registry.</summary>
internal sealed partial class ShardUploads(IEntityCache<V1Pod> pods, EndpointConnections connections, ILogger<ShardUploads> logger, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Gives up what the pods of a Job left open.</summary>
    public async Task GiveUpAsync(V1Job job, CancellationToken cancellationToken)
    {
        var left = pods.ByIndex(ShardJobs.ByJob, $"{job.Metadata.Namespace}/{job.Metadata.Name}").SelectMany(LeftBy).ToList();
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
            if (await connection.Client.GiveUpUploadAsync(upload, cancellationToken))
            {
                left.Remove(upload);
            }
        }
    }

    private static IEnumerable<OpenUpload> LeftBy(V1Pod pod) => (pod.Status?.ContainerStatuses ?? [])
        .Where(status => status.Name == ShardJob.Container)
        .SelectMany(status => WorkerSummary.Parse(status.State?.Terminated?.Message)?.Uploads ?? []);

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Information, "Uploads that a worker of job {Job} left open at endpoint {Endpoint} could not be given up: {Problem}")]
        public static partial void Left(ILogger logger, string job, string endpoint, string problem);
    }
}
