using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Endpoints;
using Transship.Registry.Copying;
using Transship.Replication.Executions;

namespace Transship.Operator.Tasks;

/// <summary>Makes one attempt at a task: copies its artifacts, several at a time.</summary>
internal sealed partial class TaskRunner(EndpointConnections connections, CopyEngine engine, ILogger<TaskRunner> logger)
{
    private const int ArtifactsAtOnce = 4;

    /// <summary>Runs to the end. One artifact's failure never keeps another from being copied, unless the registry itself is out of reach.</summary>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public async Task<TaskOutcome> RunAsync(ReplicationTask task, TaskProgress progress, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<(FailureSample Sample, FailureReason Reason)>();
        try
        {
            using var source = await OpenAsync(task, task.Spec.Source, cancellationToken);
            using var destination = await OpenAsync(task, task.Spec.Destination, cancellationToken);
            await CopyAllAsync(task, source, destination, progress, failures, cancellationToken);
            if (failures.Any(f => f.Reason.Reason == ConditionReasons.AuthenticationFailed)
                && (await HasChangedAsync(task, task.Spec.Source, source, cancellationToken) || await HasChangedAsync(task, task.Spec.Destination, destination, cancellationToken)))
            {
                // The credentials were replaced in the meantime: the next attempt has the new ones.
                failures = new(failures.Select(f => (f.Sample, f.Reason with { CanHeal = true })));
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = FailureReason.Of(e);
            failures.Enqueue((Sample(task, null, failure), failure));
        }

        return Outcome(task, progress, [.. failures]);
    }

    private Task<EndpointConnection> OpenAsync(ReplicationTask task, RepositoryReference repository, CancellationToken cancellationToken) =>
        connections.OpenAsync(new NamespacedName(task.Metadata.Namespace ?? "", repository.EndpointRef.Name), cancellationToken);

    private async Task<bool> HasChangedAsync(ReplicationTask task, RepositoryReference repository, EndpointConnection used, CancellationToken cancellationToken)
    {
        using var now = await OpenAsync(task, repository, cancellationToken);
        return now.Client != used.Client;
    }

    private async Task CopyAllAsync(
        ReplicationTask task,
        EndpointConnection source,
        EndpointConnection destination,
        TaskProgress progress,
        ConcurrentQueue<(FailureSample Sample, FailureReason Reason)> failures,
        CancellationToken cancellationToken)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ArtifactsAtOnce, CancellationToken = abort.Token };
        try
        {
            await Parallel.ForEachAsync(task.Spec.Artifacts, options, async (artifact, token) =>
            {
                if (await CopyAsync(task, artifact, source, destination, progress, token) is { } failure)
                {
                    failures.Enqueue((Sample(task, artifact, failure), failure));
                    if (ConcernsAll(failure))
                    {
                        await abort.CancelAsync();
                    }
                }
            });
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A failure that concerns all artifacts ended the attempt; it is among the failures.
        }
    }

    private static TaskOutcome Outcome(ReplicationTask task, TaskProgress progress, IReadOnlyList<(FailureSample Sample, FailureReason Reason)> failures)
    {
        // What may heal decides: while anything may, the task is worth another attempt.
        var decisive = failures.Select(f => f.Reason).OrderByDescending(r => r.IsRateLimit).ThenByDescending(r => r.CanHeal).FirstOrDefault();
        return new TaskOutcome(
            progress.Counts(task.Spec.Artifacts.Count), progress.Bytes(), decisive, FailureSamples.Bound(failures.Select(f => f.Sample)));
    }

    private async Task<FailureReason?> CopyAsync(
        ReplicationTask task, TaskArtifact artifact, EndpointConnection source, EndpointConnection destination, TaskProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin();
        try
        {
            var request = new CopyRequest
            {
                Source = source.Client,
                SourceRepository = task.Spec.Source.Repository,
                SourceReference = artifact.Digest,
                Destination = destination.Client,
                DestinationRepository = task.Spec.Destination.Repository,
                DestinationTags = artifact.Tag is { } tag ? [tag] : [],
                Override = task.Spec.Override,
            };
            var result = await engine.CopyAsync(request, new ByteProgress(progress), cancellationToken);
            switch (result.Outcome)
            {
                case CopyOutcome.UpToDate:
                    progress.FindUpToDate();
                    break;
                case CopyOutcome.RefusedByOverride:
                    progress.Refuse();
                    break;
                default:
                    progress.Succeed();
                    Log.Copied(
                        logger, task.Spec.ExecutionRef.Name, task.Spec.Source.Repository, artifact.Tag, artifact.Digest, task.Spec.Destination.Repository,
                        result.Bytes.Transferred);
                    break;
            }

            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Abandon();
            throw;
        }
        catch (Exception e)
        {
            progress.Fail();
            var failure = FailureReason.Of(e);
            Log.Failed(logger, task.Spec.ExecutionRef.Name, task.Spec.Source.Repository, artifact.Tag, artifact.Digest, failure.Reason, failure.Message);
            return failure;
        }
    }

    private static FailureSample Sample(ReplicationTask task, TaskArtifact? artifact, FailureReason failure) => FailureSamples.Cut(new FailureSample
    {
        Artifact = artifact is null ? task.Spec.Source.Repository
            : artifact.Tag is { } tag ? $"{task.Spec.Source.Repository}:{tag}"
            : $"{task.Spec.Source.Repository}@{artifact.Digest}",
        Destination = task.Spec.Destination.EndpointRef.Name,
        Reason = failure.Reason,
        Message = failure.Message,
    });

    /// <summary>What says that the registry is out of reach would be said again for each artifact.</summary>
    private static bool ConcernsAll(FailureReason failure) => failure.Reason is
        ConditionReasons.AuthenticationFailed or ConditionReasons.CertificateNotTrusted or ConditionReasons.ConnectionRefused
        or ConditionReasons.NameResolutionFailed or ConditionReasons.NotARegistry or ConditionReasons.RateLimited
        or ConditionReasons.PermissionDenied;

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Execution {Execution}: {Repository}:{Tag}@{Digest} is at {Destination}, {Bytes} bytes copied")]
        public static partial void Copied(
            ILogger logger, string execution, string repository, string? tag, string digest, string destination, long bytes);

        [LoggerMessage(4002, LogLevel.Warning, "Execution {Execution}: {Repository}:{Tag}@{Digest} failed: {Reason}. {Message}")]
        public static partial void Failed(
            ILogger logger, string execution, string repository, string? tag, string digest, string reason, string message);
    }
}
