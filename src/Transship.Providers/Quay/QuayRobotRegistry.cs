using System.Runtime.CompilerServices;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.Quay;

/// <summary>Quay for robot accounts and users: what the registry alone can do. The API takes tokens of OAuth applications only.</summary>
internal sealed class QuayRobotRegistry(RegistryClient client) : ProductRegistry(client, "quay"), IRepositoryListing, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Referrers = true, Events = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Quay refuses a token for the scope of the catalog; one without any scope lists what the account may see.
        var pages = ApiPages.FollowAsync((request, token) => client.SendAsync(request, "", token), ApiRequest.Get("v2/_catalog?n=100", "list the repositories"), cancellationToken);
        await foreach (var answer in pages)
        {
            foreach (var repository in answer.Read(QuayJson.Default.QuayCatalog).Repositories ?? [])
            {
                yield return repository;
            }
        }
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        PusherDeletion.DeleteAsync(client, repository, digest.ToString(), $"delete {repository}@{digest}", cancellationToken);

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) =>
        PusherDeletion.DeleteAsync(client, repository, tag, $"delete the tag {repository}:{tag}", cancellationToken);
}
