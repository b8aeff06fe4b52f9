using System.Net;
using System.Runtime.CompilerServices;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.GitLab;

/// <summary>
/// What GitLab's registry can do without the API, for deploy and job tokens: tags with digests in pages of a thousand, where the registry has its metadata in
/// a database as that of gitlab.com has; deletion by tag and by digest.
/// </summary>
internal class GitLabTokenRegistry(RegistryClient client) : ProductRegistry(client, "gitlab"), IArtifactListing, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new()
    {
        Mount = true,
        Chunked = true,
        Events = Client.Endpoint.Url.Host != "registry.gitlab.com", // only administrators set up notifications
        PushTimes = true,
        Push = !IsAnonymous,
    };

    private bool IsAnonymous => Client.Endpoint.Credentials is null;

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = ApiRequest.Get($"gitlab/v1/repositories/{repository}/tags/list/?n=1000", $"list the tags of {repository}") with { Expected = [HttpStatusCode.NotFound] };
        var answer = await SendAsync(first, cancellationToken);
        var tags = answer.Status == HttpStatusCode.NotFound && answer.ErrorCode != "NAME_UNKNOWN"
            ? ListTagsAloneAsync(repository, cancellationToken) // a registry without such a database
            : ApiPages.FollowAsync(answer, SendAsync, first, cancellationToken).SelectMany(page => page.Read(GitLabJson.Default.IReadOnlyListGitLabTag)).Select(Artifact);
        await foreach (var tag in tags.WithCancellation(cancellationToken))
        {
            yield return tag;
        }

        Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken token) => client.SendAsync(request, $"repository:{repository}:pull", token);
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        Client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) => Client.DeleteManifestAsync(repository, tag, cancellationToken);

    private static ListedArtifact Artifact(GitLabTag tag) => new(Digest.TryParse(tag.Digest, out var digest) ? digest : null)
    {
        Tags = [tag.Name],
        PushedAt = tag.PublishedAt ?? tag.UpdatedAt ?? tag.CreatedAt,
        MediaType = tag.MediaType,
        Size = tag.SizeBytes,
    };

    protected override Task<PingResult> PingAsync(CancellationToken cancellationToken) => PingPubliclyAsync(cancellationToken);

    protected override async Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken)
    {
        if (IsAnonymous)
        {
            return found;
        }

        var answer = await client.SendAsync(ApiRequest.Get("gitlab/v1/", "ask what the registry can do") with { Expected = [HttpStatusCode.NotFound] }, "", cancellationToken);
        return answer.Status == HttpStatusCode.NotFound ? found with { Capabilities = found.Capabilities with { Artifacts = false, PushTimes = false } } : found;
    }
}
