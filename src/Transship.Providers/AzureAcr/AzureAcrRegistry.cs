using System.Net;
using System.Runtime.CompilerServices;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.AzureAcr;

/// <summary>
/// ACR's own API on the registry's host, with the registry's tokens: tags with digests and times in pages of a thousand, untagging. Repositories are made
/// by the first push.
/// </summary>
internal sealed class AzureAcrRegistry(RegistryClient client, IReadOnlyList<IDisposable> parts)
    : ProductRegistry(client, "azure-acr"), IRepositoryListing, IArtifactListing, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Referrers = true, Events = true, PushTimes = true };

    public IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, CancellationToken cancellationToken) => client.ListRepositoriesAsync(cancellationToken);

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = ApiRequest.Get($"acr/v1/{repository}/_tags?n=1000", $"list the tags of {repository}") with { Expected = [HttpStatusCode.NotFound] };
        await foreach (var answer in ApiPages.FollowAsync((request, token) => client.SendAsync(request, $"repository:{repository}:metadata_read", token), first, cancellationToken))
        {
            foreach (var tag in answer.Read(AzureAcrJson.Default.AcrTagPage).Tags ?? [])
            {
                yield return new ListedArtifact(Digest.TryParse(tag.Digest, out var digest) ? digest : null) { Tags = [tag.Name], PushedAt = tag.LastUpdateTime };
            }
        }
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);

    public async Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) => await client.SendAsync(
        new ApiRequest(HttpMethod.Delete, $"acr/v1/{repository}/_tags/{tag}", $"delete the tag {repository}:{tag}") { Expected = [HttpStatusCode.NotFound] },
        $"repository:{repository}:delete",
        cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        foreach (var part in parts)
        {
            part.Dispose();
        }
    }
}
