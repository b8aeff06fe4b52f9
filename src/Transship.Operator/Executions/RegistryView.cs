using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Transship.Api;
using Transship.Operator.Endpoints;
using Transship.Providers;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Replication.Filters;
using Transship.Replication.Planning;

namespace Transship.Operator.Executions;

/// <summary>What the planner sees of an endpoint.</summary>
/// <param name="connection">The endpoint.</param>
/// <param name="isDestination">Whether artifacts go there: then what we may not look at counts as not there, as several products say of what is missing (quirk 19). The push tells.</param>
internal sealed class RegistryView(EndpointConnection connection, bool isDestination = false) : IRegistryView
{
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> _attachmentTags = new(StringComparer.Ordinal);

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) =>
        connection.Registry is IRepositoryListing listing
            ? listing.ListRepositoriesAsync(prefix, cancellationToken)
            : throw new ReasonedException(
                ConditionReasons.Unsupported, $"{connection.Client.Endpoint.Name} does not list its repositories. Name them in full, without wildcards, in a filter by name.");

    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        NotingAttachmentsAsync(repository, connection.Client.ListTagsAsync(repository, cancellationToken), static tag => tag, cancellationToken);

    /// <summary>The tags of a repository that attach something: as the planner's listing saw them, where it listed all; else from a listing of its own.</summary>
    /// <returns>Null when the registry does not list its tags.</returns>
    public async Task<IReadOnlySet<string>?> AttachmentTagsAsync(string repository, CancellationToken cancellationToken)
    {
        if (_attachmentTags.TryGetValue(repository, out var known))
        {
            return known;
        }

        try
        {
            return await ListTagsAsync(repository, cancellationToken).Where(AttachmentTag.IsOne).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        }
        catch (RegistryException)
        {
            return null;
        }
    }

    /// <summary>Whether the registry showed that it has no referrers API.</summary>
    public bool LacksReferrersApi(string repository) => connection.Client.LacksReferrersApi(repository);

    /// <summary>The digests of what refers to a digest.</summary>
    public async Task<IReadOnlySet<string>> ListReferrersAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        var referrers = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var referrer in connection.Client.ListReferrersAsync(repository, Digest.Parse(digest), cancellationToken))
        {
            referrers.Add(referrer.Digest.ToString());
        }

        return referrers;
    }

    public IAsyncEnumerable<ListedTag>? ListArtifacts(string repository, CancellationToken cancellationToken) =>
        connection.Registry is IArtifactListing listing
            ? NotingAttachmentsAsync(repository, TagsOf(NoneIfHiddenAsync(listing.ListArtifactsAsync(repository, cancellationToken), cancellationToken)), static listed => listed.Tag, cancellationToken)
            : null;

    public Task<ArtifactFacts?> InspectAsync(string repository, string digest, FactKinds needs, CancellationToken cancellationToken) =>
        ArtifactInspection.InspectAsync(connection.Client, repository, digest, needs, cancellationToken);

    public async Task<string?> ResolveDigestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await connection.Client.ResolveAsync(repository, reference, cancellationToken))?.Digest.ToString();
        }
        catch (RegistryException e) when (isDestination && IsHidden(e))
        {
            return null;
        }
    }

    public async Task<string?> ResolveSubjectAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        try
        {
            return (await connection.Client.GetManifestAsync(repository, digest, cancellationToken)).Subject?.Digest.ToString();
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    public bool NamesContent => connection.Registry is IContentNaming;

    public Task<bool> HasContentAsync(string repository, string digest, string content, CancellationToken cancellationToken) =>
        connection.Contents.HasAsync(connection.Client, repository, Digest.Parse(digest), Digest.Parse(content), cancellationToken);

    /// <summary>Remembers which tags attach something, once the listing came to its end.</summary>
    private async IAsyncEnumerable<T> NotingAttachmentsAsync<T>(
        string repository, IAsyncEnumerable<T> listing, Func<T, string> tagOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attachments = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var listed in listing.WithCancellation(cancellationToken))
        {
            if (AttachmentTag.IsOne(tagOf(listed)))
            {
                attachments.Add(tagOf(listed));
            }

            yield return listed;
        }

        _attachmentTags[repository] = attachments;
    }

    private static bool IsHidden(RegistryException error) => error.Kind is RegistryErrorKind.PermissionDenied or RegistryErrorKind.AuthenticationFailed;

    private async IAsyncEnumerable<ListedArtifact> NoneIfHiddenAsync(IAsyncEnumerable<ListedArtifact> listing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var artifacts = listing.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync())
        {
            yield return artifacts.Current;
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await artifacts.MoveNextAsync();
            }
            catch (RegistryException e) when (isDestination && IsHidden(e))
            {
                return false;
            }
        }
    }

    private static IAsyncEnumerable<ListedTag> TagsOf(IAsyncEnumerable<ListedArtifact> artifacts) => artifacts.SelectMany(artifact =>
    {
        var facts = new ArtifactFacts
        {
            Time = artifact.PushedAt,
            Labels = artifact.Labels,
            Size = artifact.Size,
            Kind = artifact.ArtifactType is null && artifact.MediaType is null ? null : ArtifactInspection.KindOf(artifact.MediaType, artifact.ArtifactType),
        };
        return artifact.Tags.Select(tag => new ListedTag(tag, artifact.Digest?.ToString(), facts)).ToAsyncEnumerable();
    });
}
