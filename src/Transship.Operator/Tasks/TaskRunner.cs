using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Endpoints;
using Transship.Operator.TaskLogs;
using Transship.Operator.Telemetry;
using Transship.Providers;
using Transship.Registry.Copying;
using Transship.Registry.SharedReads;
using Transship.Replication.Executions;

namespace Transship.Operator.Tasks;

/// <summary>Makes one attempt at a task: copies its artifacts, several at a time, or removes them, one by one.</summary>
internal sealed partial class TaskRunner(
    EndpointConnections connections, CopyEngine engine, ArtifactCopier artifacts, SpeedLimits limits, TaskLogKeeper logs, ILogger<TaskRunner> logger)
{
    private const int ArtifactsAtOnce = 4;

    /// <summary>Runs to the end. One artifact's failure never keeps another from being copied, unless the registry itself is out of reach.</summary>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public Task<TaskOutcome> RunAsync(ReplicationTask task, TaskProgress progress, CancellationToken cancellationToken) =>
        logs.KeepAsync(task, () => AttemptAsync(task, progress, cancellationToken), cancellationToken);

    private async Task<TaskOutcome> AttemptAsync(ReplicationTask task, TaskProgress progress, CancellationToken cancellationToken)
    {
        using var span = RunTraces.Attempt(task);
        var failures = new ConcurrentQueue<(FailureSample Sample, FailureReason Reason)>();
        try
        {
            using var source = await OpenAsync(task, task.Spec.Source, cancellationToken);
            using var destination = await OpenAsync(task, task.Spec.Destination, cancellationToken);
            using var limit = limits.Use(task);
            using var group = await JoinAsync(task, destination, cancellationToken);
            var attempt = new TaskAttempt(task, source.Client, destination.Client, progress) { Bandwidth = limit.Buckets, ReadGroup = group };
            if (task.Spec.Operation == TaskOperation.Delete)
            {
                await EachAsync(attempt, new RepositoryRemoval(attempt, destination.Registry, logger).RemoveAsync, 1, failures, cancellationToken);
            }
            else
            {
                if (destination.Registry is INamespaceCreation namespaces)
                {
                    // What the push needs, or the refusal, before the first byte is read.
                    await namespaces.EnsureNamespaceAsync(task.Spec.Destination.Repository, cancellationToken);
                }

                await EachAsync(attempt, (artifact, token) => artifacts.CopyAsync(attempt, artifact, token), ArtifactsAtOnce, failures, cancellationToken);
            }

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
            Log.Failed(logger, task.Spec.Destination.Repository, failure.Reason, failure.Message);
            failures.Enqueue((Sample(task, null, failure), failure));
        }

        var outcome = Outcome(task, progress, [.. failures]);
        RunTraces.Fail(span, outcome.Failure);
        return outcome;
    }

    private Task<EndpointConnection> OpenAsync(ReplicationTask task, RepositoryReference repository, CancellationToken cancellationToken) =>
        connections.OpenAsync(new NamespacedName(task.Metadata.Namespace ?? "", repository.EndpointRef.Name), cancellationToken);

    // Only first attempts begin at the same time: later ones do not wait for each other.
    private Task<ReadGroupMember> JoinAsync(ReplicationTask task, EndpointConnection destination, CancellationToken cancellationToken) => engine.JoinAsync(
        TaskGroup.Of(task), destination.Client, task.Spec.Artifacts.Select(a => a.Digest), task.Status?.Attempts > 0 ? 0 : task.Spec.Companions, cancellationToken);

    private async Task<bool> HasChangedAsync(ReplicationTask task, RepositoryReference repository, EndpointConnection used, CancellationToken cancellationToken)
    {
        using var now = await OpenAsync(task, repository, cancellationToken);
        return now.Client != used.Client;
    }

    private static async Task EachAsync(
        TaskAttempt attempt,
        Func<TaskArtifact, CancellationToken, Task<FailureReason?>> work,
        int atOnce,
        ConcurrentQueue<(FailureSample Sample, FailureReason Reason)> failures,
        CancellationToken cancellationToken)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = abort.Token };
        try
        {
            await Parallel.ForEachAsync(attempt.ReadGroup.Order(attempt.Task.Spec.Artifacts, a => a.Digest), options, async (artifact, token) =>
            {
                if (await work(artifact, token) is { } failure)
                {
                    failures.Enqueue((Sample(attempt.Task, artifact, failure), failure));
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
        [LoggerMessage(4031, LogLevel.Warning, "{Repository} could not be begun: {Reason}. {Problem}")]
        public static partial void Failed(ILogger logger, string repository, string reason, string problem);
    }
}
