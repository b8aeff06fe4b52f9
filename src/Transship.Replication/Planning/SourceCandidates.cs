using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>
/// The artifacts of a repository that pass the filters, as a stream. Names are looked at first, which costs nothing; what an artifact is, only where a filter
/// asks for it: from the listing where that tells, else from manifest and config.
/// </summary>
/// <param name="request">What is to be planned.</param>
/// <param name="platforms">Looks into what only its platforms may leave out.</param>
/// <param name="gate">Bounds the requests of the whole plan.</param>
/// <param name="items">Told what filters leave out, where the plan is to explain itself.</param>
internal sealed class SourceCandidates(PlanRequest request, PlatformCheck platforms, SemaphoreSlim gate, ChannelWriter<PlanItem> items)
{
    private const int InspectedAtOnce = 64;

    /// <summary>What passes all filters.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="seen">Told each tag that the source has, whether it passes or not.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<PlanCandidate> PassingAsync(
        string repository, Action<string>? seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var passing = PassingContentAsync(repository, PassingTagsAsync(repository, seen, cancellationToken), cancellationToken);
        if (request.Filters.Latest is not { } latest)
        {
            await foreach (var candidate in passing.WithCancellation(cancellationToken))
            {
                yield return candidate;
            }

            yield break;
        }

        var newest = await latest.PickAsync(
            passing,
            request.Filters.Platforms.Count == 0 ? null : candidate => platforms.KeepAsync(repository, candidate, cancellationToken),
            candidate => ExplainAsync(repository, candidate.Reference, latest.Name, cancellationToken),
            cancellationToken);
        foreach (var candidate in newest)
        {
            yield return candidate;
        }
    }

    /// <summary>Whether an artifact that passes by its name passes by its content too.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">The tag, or the digest.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<bool> PassesContentAsync(string repository, string reference, CancellationToken cancellationToken) =>
        request.Filters.Contents.IsEmpty
        || await PassingContentAsync(repository, new[] { new PlanCandidate(reference) }.ToAsyncEnumerable(), cancellationToken).AnyAsync(cancellationToken);

    private async IAsyncEnumerable<PlanCandidate> PassingTagsAsync(
        string repository, Action<string>? seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Filters.SpecificTags is { } specific)
        {
            foreach (var tag in specific)
            {
                yield return new PlanCandidate(tag);
            }

            yield break;
        }

        await foreach (var candidate in ListAsync(repository, cancellationToken).WithCancellation(cancellationToken))
        {
            seen?.Invoke(candidate.Reference);
            if (request.Filters.RefusalOfTag(candidate.Reference) is not { } refusal)
            {
                yield return candidate;
            }
            else
            {
                await ExplainAsync(repository, candidate.Reference, refusal, cancellationToken);
            }
        }
    }

    private IAsyncEnumerable<PlanCandidate> ListAsync(string repository, CancellationToken cancellationToken) =>
        request.Source.ListArtifacts(repository, cancellationToken) is { } artifacts
            ? artifacts.Select(listed => new PlanCandidate(listed.Tag) { Digest = listed.Digest, Facts = listed.Facts })
            : request.Source.ListTagsAsync(repository, cancellationToken).Select(tag => new PlanCandidate(tag));

    private async IAsyncEnumerable<PlanCandidate> PassingContentAsync(
        string repository, IAsyncEnumerable<PlanCandidate> candidates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Filters.Needs == FactKinds.None)
        {
            await foreach (var candidate in candidates.WithCancellation(cancellationToken))
            {
                yield return candidate;
            }

            yield break;
        }

        await foreach (var stretch in candidates.Chunk(InspectedAtOnce).WithCancellation(cancellationToken))
        {
            foreach (var candidate in await Task.WhenAll(stretch.Select(candidate => InspectAsync(repository, candidate, cancellationToken))))
            {
                if (candidate.IsGone)
                {
                    continue;
                }

                if (candidate.Error is null && request.Filters.Contents.Refusal(candidate.Facts!, request.Now) is { } refusal)
                {
                    await ExplainAsync(repository, candidate.Reference, refusal, cancellationToken);
                    continue;
                }

                yield return candidate;
            }
        }
    }

    private async Task<PlanCandidate> InspectAsync(string repository, PlanCandidate candidate, CancellationToken cancellationToken)
    {
        if (candidate.Facts?.Have(request.Filters.Needs) is true)
        {
            return candidate;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if ((candidate.Digest ?? await request.Source.ResolveDigestAsync(repository, candidate.Reference, cancellationToken)) is not { } digest
                || await request.Source.InspectAsync(repository, digest, request.Filters.Needs, cancellationToken) is not { } found)
            {
                return candidate with { IsGone = true };
            }

            // What the product tells comes before what the image says of itself.
            var known = candidate.Facts ?? new ArtifactFacts();
            return candidate with
            {
                Digest = digest,
                Facts = new ArtifactFacts { Time = known.Time ?? found.Time, Labels = known.Labels ?? found.Labels, Kind = known.Kind ?? found.Kind, Size = known.Size ?? found.Size },
            };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return candidate with { Error = error };
        }
        finally
        {
            gate.Release();
        }
    }

    private ValueTask ExplainAsync(string repository, string tag, string filter, CancellationToken cancellationToken) =>
        request.Explain ? items.WriteAsync(new FilteredArtifact(repository, tag, filter), cancellationToken) : ValueTask.CompletedTask;
}
