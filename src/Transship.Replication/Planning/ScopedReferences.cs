using System.Runtime.CompilerServices;

namespace Transship.Replication.Planning;

/// <summary>
/// Picks from what events named in a repository what the rule's filters let pass. What is attached to an artifact (a signature, an SBOM) is named by the
/// digest of its subject, which no tag filter means: it passes where its subject does.
/// </summary>
/// <param name="request">What is to be planned.</param>
/// <param name="scope">What events named.</param>
/// <param name="passing">The tags of the repository that pass the filters, listed when asked for.</param>
/// <param name="passesContent">Whether an artifact that passes by its name passes by its content too.</param>
internal sealed class ScopedReferences(
    PlanRequest request, RepositoryScope scope, Func<IAsyncEnumerable<string>> passing, Func<string, CancellationToken, Task<bool>> passesContent)
{
    /// <summary>The tags and digests to plan: tags first, then what was pushed without one, then what is attached.</summary>
    /// <param name="repository">The repository at the source.</param>
    /// <param name="targets">Where it goes.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<string> SelectAsync(
        string repository, IReadOnlyList<PlanTarget> targets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var picked = (await PickAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var reference in picked)
        {
            yield return reference;
        }

        foreach (var reference in scope.Tags.Select(tag => tag.Key).Concat(scope.Digests).Where(reference => !picked.Contains(reference)))
        {
            if (await SubjectAsync(repository, reference, cancellationToken) is { } subject
                && (IsPicked(picked, subject) || await TravelsAsync(repository, subject, targets, cancellationToken)))
            {
                yield return reference;
            }
        }
    }

    private async Task<IReadOnlyList<string>> PickAsync(CancellationToken cancellationToken)
    {
        // Without a tag there is nothing to tell new from old by: the newest N are tags.
        if (request.Filters.Latest is not null)
        {
            return await passing().Where(scope.Tags.Contains).ToArrayAsync(cancellationToken);
        }

        string[] named = [.. scope.Tags.Select(tag => tag.Key).Where(request.Filters.MatchesTag), .. request.Filters.MatchesTag(null) ? scope.Digests : []];
        return await named.ToAsyncEnumerable().Where(async (reference, token) => await passesContent(reference, token)).ToArrayAsync(cancellationToken);
    }

    private async Task<string?> SubjectAsync(string repository, string reference, CancellationToken cancellationToken) =>
        AttachmentTag.SubjectOf(reference)
        ?? (scope.Digests.Contains(reference) ? await request.Source.ResolveSubjectAsync(repository, reference, cancellationToken) : null);

    /// <summary>Whether the subject is about to be copied by this very run.</summary>
    private bool IsPicked(HashSet<string> picked, string subject) =>
        picked.Contains(subject) || picked.Any(reference => scope.Tags[reference].Contains(subject, StringComparer.Ordinal));

    /// <summary>Whether the subject is at a destination, or passes the filters and will be.</summary>
    private async Task<bool> TravelsAsync(string repository, string subject, IReadOnlyList<PlanTarget> targets, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
        {
            if (await target.Destination.View.ResolveDigestAsync(target.Repository, subject, cancellationToken) is not null)
            {
                return true;
            }
        }

        return await passing().AnyAsync(
            async (tag, token) => await request.Source.ResolveDigestAsync(repository, tag, token) == subject, cancellationToken);
    }
}
