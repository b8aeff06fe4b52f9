using System.Net;
using System.Runtime.CompilerServices;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.GoogleGcr;

/// <summary>
/// Google's addition to the tag listing: every manifest of a repository with its tags, in one answer; and the folders below a path. A manifest is deleted
/// after its tags only.
/// </summary>
internal sealed class GoogleGcrRegistry(RegistryClient client) : ProductRegistry(client, "google-gcr"), IRepositoryListing, IArtifactListing, IArtifactDeletion, ITagDeletion
{
    private const int DeepestFolder = 16;

    protected override RegistryCapabilities Protocol => new() { Mount = true, Referrers = true, Events = true, PushTimes = true };

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken)
    {
        var slash = prefix.LastIndexOf('/');
        return slash > 0 ? WalkAsync(prefix[..slash], 0, cancellationToken) : client.ListRepositoriesAsync(cancellationToken);
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = await ListAsync(repository, cancellationToken);
        foreach (var (name, manifest) in listing?.Manifest ?? [])
        {
            if (Digest.TryParse(name, out var digest))
            {
                yield return new ListedArtifact(digest)
                {
                    Tags = manifest.Tag ?? [],
                    PushedAt = manifest.TimeUploadedMs is { } uploaded ? DateTimeOffset.FromUnixTimeMilliseconds(uploaded) : null,
                    MediaType = manifest.MediaType,
                    Size = manifest.ImageSizeBytes,
                };
            }
        }
    }

    public async Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        var listing = await ListAsync(repository, cancellationToken);
        if (listing?.Manifest?.GetValueOrDefault(digest.ToString()) is not { } manifest)
        {
            return;
        }

        foreach (var tag in manifest.Tag ?? [])
        {
            await DeleteTagAsync(repository, tag, cancellationToken);
        }

        await client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);
    }

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) => client.DeleteManifestAsync(repository, tag, cancellationToken);

    private async IAsyncEnumerable<string> WalkAsync(string folder, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = await ListAsync(folder, cancellationToken);
        if (listing is { Manifest.Count: > 0 } or { Tags.Count: > 0 })
        {
            yield return folder;
        }

        foreach (var child in depth < DeepestFolder ? listing?.Child ?? [] : [])
        {
            await foreach (var repository in WalkAsync($"{folder}/{child}", depth + 1, cancellationToken))
            {
                yield return repository;
            }
        }
    }

    private async Task<GoogleListing?> ListAsync(string repository, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(
            ApiRequest.Get($"v2/{repository}/tags/list", $"list the tags of {repository}") with { Expected = [HttpStatusCode.NotFound] }, $"repository:{repository}:pull", cancellationToken);
        return answer.Status == HttpStatusCode.NotFound ? null : answer.Read(GoogleGcrJson.Default.GoogleListing);
    }
}
