using Microsoft.Extensions.Logging;
using Transship.Api.Tasks;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Operator.Tasks;

/// <summary>
/// Removes artifacts from a destination repository, in one attempt. A tag is removed where the product can do that, so that the manifest stays for its other tags. Elsewhere the
/// manifest goes, but only when no tag that stays stands for it or for an index that needs it; what is attached to it goes first.
/// </summary>
internal sealed partial class RepositoryRemoval(TaskAttempt attempt, IRegistry registry, ILogger logger)
{
    private const int MaxDepth = 8;

    private readonly HashSet<Digest> _removed = [];
    private RepositoryUse? _use;

    private string Repository => attempt.Task.Spec.Destination.Repository;

    /// <summary>Removes one artifact; what moved since the plan, or is at the source again, stays.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public async Task<FailureReason?> RemoveAsync(TaskArtifact artifact, CancellationToken cancellationToken)
    {
        attempt.Progress.Begin();
        try
        {
            await TryAsync(artifact, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            attempt.Progress.Abandon();
            throw;
        }
        catch (Exception e)
        {
            attempt.Progress.Fail();
            var failure = FailureReason.Of(e);
            Log.Failed(logger, Repository, artifact.Tag, artifact.Digest, failure.Reason, failure.Message);
            return failure;
        }
    }

    private async Task TryAsync(TaskArtifact artifact, CancellationToken cancellationToken)
    {
        var reference = artifact.Tag ?? artifact.Digest;
        if (await attempt.Source.ResolveAsync(attempt.Task.Spec.Source.Repository, reference, cancellationToken) is not null)
        {
            Log.Back(logger, attempt.Task.Spec.Source.Repository, reference);
            attempt.Progress.FindUpToDate();
            return;
        }

        var digest = Digest.Parse(artifact.Digest);
        if (_removed.Contains(digest))
        {
            attempt.Progress.Succeed();
            return;
        }

        var there = await attempt.Destination.ResolveAsync(Repository, reference, cancellationToken);
        if (there is null)
        {
            attempt.Progress.FindUpToDate();
            return;
        }

        if (there.Digest != digest)
        {
            Log.Kept(logger, Repository, reference, artifact.Digest, "it stands for something else now");
            attempt.Progress.Refuse();
            return;
        }

        if (artifact.Tag is { } tag && registry is ITagDeletion tags)
        {
            await RemoveTagAsync(tags, tag, digest, cancellationToken);
        }
        else if (registry is IArtifactDeletion manifests)
        {
            await RemoveManifestAsync(manifests, reference, digest, cancellationToken);
        }
        else
        {
            throw new RegistryException(RegistryErrorKind.Unsupported, $"{attempt.Destination.Endpoint.Name} cannot delete {Repository}:{reference}: remove it there by hand, or set spec.replicateDeletions and spec.prune to false.");
        }
    }

    private async Task RemoveTagAsync(ITagDeletion tags, string tag, Digest digest, CancellationToken cancellationToken)
    {
        await tags.DeleteTagAsync(Repository, tag, cancellationToken);
        Log.Removed(logger, Repository, tag, digest);
        attempt.Progress.Succeed();
        var use = await UseAsync(cancellationToken);
        if (use.AttachmentsOf(digest) is { Count: > 0 } attachments && !await use.IsNeededAsync(digest, cancellationToken))
        {
            foreach (var attachment in attachments)
            {
                await tags.DeleteTagAsync(Repository, attachment, cancellationToken);
                Log.Removed(logger, Repository, attachment, digest);
            }
        }
    }

    private async Task RemoveManifestAsync(IArtifactDeletion manifests, string reference, Digest digest, CancellationToken cancellationToken)
    {
        var use = await UseAsync(cancellationToken);
        if (await use.IsNeededAsync(digest, cancellationToken))
        {
            Log.Kept(logger, Repository, reference, digest.ToString(), "another tag needs it, and this registry cannot remove a tag alone");
            attempt.Progress.Refuse();
            return;
        }

        foreach (var tag in use.AttachmentsOf(digest))
        {
            if (await attempt.Destination.ResolveAsync(Repository, tag, cancellationToken) is { } attachment)
            {
                await manifests.DeleteArtifactAsync(Repository, attachment.Digest, cancellationToken);
            }
        }

        await RemoveReferrersAsync(manifests, digest, 1, cancellationToken);
        await manifests.DeleteArtifactAsync(Repository, digest, cancellationToken);
        _removed.Add(digest);
        Log.Removed(logger, Repository, reference, digest);
        attempt.Progress.Succeed();
    }

    private async Task RemoveReferrersAsync(IArtifactDeletion manifests, Digest subject, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        await foreach (var referrer in attempt.Destination.ListReferrersAsync(Repository, subject, cancellationToken))
        {
            await RemoveReferrersAsync(manifests, referrer.Digest, depth + 1, cancellationToken);
            await manifests.DeleteArtifactAsync(Repository, referrer.Digest, cancellationToken);
        }
    }

    private async Task<RepositoryUse> UseAsync(CancellationToken cancellationToken) => _use ??= await RepositoryUse.ReadAsync(
        attempt.Destination, Repository, attempt.Task.Spec.Artifacts.Select(artifact => artifact.Tag).OfType<string>().ToHashSet(StringComparer.Ordinal), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Information, "{Repository}:{Tag}@{Digest} was removed")]
        public static partial void Removed(ILogger logger, string repository, string tag, Digest digest);

        [LoggerMessage(4012, LogLevel.Warning, "{Repository}:{Tag}@{Digest} could not be removed: {Reason}. {Message}")]
        public static partial void Failed(ILogger logger, string repository, string? tag, string digest, string reason, string message);

        [LoggerMessage(4013, LogLevel.Information, "{Repository}:{Tag} is at the source again, and stays")]
        public static partial void Back(ILogger logger, string repository, string tag);

        [LoggerMessage(4014, LogLevel.Warning, "{Repository}:{Tag}@{Digest} stays: {Cause}")]
        public static partial void Kept(ILogger logger, string repository, string tag, string digest, string cause);
    }
}
