namespace Transship.Replication.Planning;

/// <summary>What one destination has of one repository: from one listing where the registry lists artifacts, else asked for tag by tag.</summary>
/// <param name="target">The destination.</param>
/// <param name="isListed">Whether so much is asked for that a listing pays.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
internal sealed class DestinationTags(PlanTarget target, bool isListed, SemaphoreSlim gate)
{
    private Dictionary<string, string?>? _listed;
    private Exception? _error;

    /// <summary>Lists the repository, where that pays. To be called before the first question.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        if (_listed is not null || _error is not null || !isListed || target.Destination.View.ListArtifacts(target.Repository, cancellationToken) is not { } artifacts)
        {
            return;
        }

        try
        {
            var listed = new Dictionary<string, string?>(StringComparer.Ordinal);
            await foreach (var artifact in artifacts.WithCancellation(cancellationToken))
            {
                listed[artifact.Tag] = artifact.Digest;
            }

            _listed = listed;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _error = error;
        }
    }

    /// <summary>What a tag stands for there.</summary>
    /// <param name="reference">The tag, or a digest.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<Resolution> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        if (_error is not null)
        {
            return new Resolution(null, _error);
        }

        if (_listed is not null && (!_listed.TryGetValue(reference, out var digest) || digest is not null))
        {
            return new Resolution(digest, null);
        }

        return await Resolution.OfAsync(target.Destination.View, target.Repository, reference, gate, cancellationToken);
    }

    /// <summary>What a destination has of a source that names content: the content itself, where the manifest that was found is made of it.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="content">The digest at the source.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<Resolution> IdentifyAsync(Resolution found, string content, CancellationToken cancellationToken)
    {
        if (found.Digest is not { } digest || digest == content)
        {
            return found;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return await target.Destination.View.HasContentAsync(target.Repository, digest, content, cancellationToken) ? found with { Digest = content } : found;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new Resolution(null, error);
        }
        finally
        {
            gate.Release();
        }
    }
}
