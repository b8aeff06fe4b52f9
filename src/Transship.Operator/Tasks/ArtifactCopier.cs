using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Tasks;
using Transship.Operator.Endpoints;
using Transship.Operator.Telemetry;
using Transship.Registry.Copying;

namespace Transship.Operator.Tasks;

/// <summary>Copies one artifact of an attempt, and tells the attempt's progress how that ended.</summary>
internal sealed partial class ArtifactCopier(CopyEngine engine, ILogger<ArtifactCopier> logger)
{
    /// <summary>Copies what the plan saw; when that is gone, what its tag stands for now.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public async Task<FailureReason?> CopyAsync(TaskAttempt attempt, TaskArtifact artifact, CancellationToken cancellationToken)
    {
        attempt.Progress.Begin();
        var (execution, repository) = (attempt.Task.Spec.ExecutionRef.Name, attempt.Task.Spec.Source.Repository);
        try
        {
            var failure = await TryAsync(attempt, artifact, cancellationToken);
            if (failure?.Reason == ConditionReasons.NotFound && artifact.Tag is { } tag)
            {
                var now = await attempt.Source.ResolveAsync(repository, tag, cancellationToken);
                if (now is null)
                {
                    Log.Gone(logger, execution, repository, tag);
                    attempt.Progress.FindUpToDate();
                    return null;
                }

                if (now.Digest.ToString() is var digest && digest != artifact.Digest)
                {
                    Log.Moved(logger, execution, repository, tag, artifact.Digest, digest);
                    failure = await TryAsync(attempt, artifact with { Digest = digest }, cancellationToken);
                }
            }

            return failure is null ? null : Fail(failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            attempt.Progress.Abandon();
            throw;
        }
        catch (Exception e)
        {
            return Fail(FailureReason.Of(e));
        }
        finally
        {
            attempt.ReadGroup.Finish(artifact.Digest);
        }

        FailureReason Fail(FailureReason failure)
        {
            attempt.Progress.Fail();
            Log.Failed(logger, execution, repository, artifact.Tag, artifact.Digest, failure.Reason, failure.Message);
            return failure;
        }
    }

    private async Task<FailureReason?> TryAsync(TaskAttempt attempt, TaskArtifact artifact, CancellationToken cancellationToken)
    {
        var spec = attempt.Task.Spec;
        var request = new CopyRequest
        {
            Source = attempt.Source,
            SourceRepository = spec.Source.Repository,
            SourceReference = artifact.Digest,
            Destination = attempt.Destination,
            DestinationRepository = spec.Destination.Repository,
            DestinationTags = artifact.Tag is { } tag ? [tag] : [],
            Override = spec.Override,
            Platforms = spec.Platforms ?? [],
            Referrers = spec.Referrers,
            DigestTags = spec.Signatures,
            ForeignLayers = spec.ForeignLayers,
            Bandwidth = attempt.Bandwidth,
            ReadGroup = attempt.ReadGroup,
        };
        CopyResult result;
        using var span = RunTraces.Copy(request);
        using var traffic = new TaskTraffic(attempt.Task);
        try
        {
            result = await engine.CopyAsync(request, new ByteProgress(attempt.Progress, traffic), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failure = FailureReason.Of(e);
            RunTraces.Fail(span, failure);
            return failure;
        }

        RunTraces.Copied(span, result);
        switch (result.Outcome)
        {
            case CopyOutcome.UpToDate when result.Blobs is { Transferred: 0, Mounted: 0 }: // else its attachments were brought
                attempt.Progress.FindUpToDate();
                break;
            case CopyOutcome.RefusedByOverride:
                attempt.Progress.Refuse();
                break;
            default:
                attempt.Progress.Succeed();
                Log.Copied(logger, spec.ExecutionRef.Name, spec.Source.Repository, artifact.Tag, artifact.Digest, spec.Destination.Repository, result.Bytes.Transferred);
                break;
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Execution {Execution}: {Repository}:{Tag}@{Digest} is at {Destination}, {Bytes} bytes copied")]
        public static partial void Copied(
            ILogger logger, string execution, string repository, string? tag, string digest, string destination, long bytes);

        [LoggerMessage(4002, LogLevel.Warning, "Execution {Execution}: {Repository}:{Tag}@{Digest} failed: {Reason}. {Message}")]
        public static partial void Failed(
            ILogger logger, string execution, string repository, string? tag, string digest, string reason, string message);

        [LoggerMessage(4003, LogLevel.Information, "Execution {Execution}: {Repository}:{Tag} was deleted at the source after the plan; there is nothing to copy")]
        public static partial void Gone(ILogger logger, string execution, string repository, string tag);

        [LoggerMessage(4004, LogLevel.Information, "Execution {Execution}: {Repository}:{Tag} moved from {Planned} to {Now} after the plan, and {Planned} is gone; what it stands for now is copied")]
        public static partial void Moved(ILogger logger, string execution, string repository, string tag, string planned, string now);
    }
}
