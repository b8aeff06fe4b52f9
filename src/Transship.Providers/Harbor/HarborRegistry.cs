using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.Harbor;

/// <summary>
/// Harbor's API v2.0: artifacts with digests, tags, labels and push times in pages of 100, projects made on demand, tags removed one by one. A project
/// that is a proxy cache refuses pushes, and is told apart before the first one.
/// </summary>
internal sealed class HarborRegistry(IRegistryClient client, ApiClient api, bool makesPublic)
    : ProductRegistry(client, "harbor"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    private const int PageSize = 100; // the most that Harbor gives

    protected override RegistryCapabilities Protocol =>
        new() { Mount = true, Chunked = true, Referrers = true, Events = true, Labels = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var project = RepositoryParts.NamespaceOf(prefix);
        var path = project is not null ? $"projects/{Uri.EscapeDataString(project)}/repositories?page_size={PageSize}" : $"repositories?page_size={PageSize}";
        await foreach (var answer in PagesAsync(path, project is not null ? $"list the repositories of {project}" : "list the repositories", cancellationToken))
        {
            foreach (var repository in answer.Read(HarborJson.Default.IReadOnlyListHarborRepository))
            {
                yield return repository.Name;
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"{Path(repository)}/artifacts?page_size={PageSize}&with_tag=true&with_label=true&with_accessory=false";
        await foreach (var answer in PagesAsync(path, $"list the artifacts of {repository}", cancellationToken))
        {
            foreach (var artifact in answer.Read(HarborJson.Default.IReadOnlyListHarborArtifact))
            {
                if (Digest.TryParse(artifact.Digest, out var digest))
                {
                    yield return new ListedArtifact(digest)
                    {
                        Tags = [.. (artifact.Tags ?? []).Select(tag => tag.Name)],
                        Labels = [.. (artifact.Labels ?? []).Select(label => label.Name)],
                        PushedAt = artifact.PushTime,
                        MediaType = artifact.ManifestMediaType,
                        ArtifactType = artifact.ArtifactType ?? artifact.MediaType,
                        Size = artifact.Size,
                    };
                }
            }
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var project = Split(repository).Project;
        var found = await api.SendAsync(
            new ApiRequest(HttpMethod.Head, $"projects?project_name={Uri.EscapeDataString(project)}", $"look for the project {project}") { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
        if (found.Status != HttpStatusCode.NotFound)
        {
            await RefuseProxyCacheAsync(project, cancellationToken);
            return;
        }

        // 409: somebody else was faster.
        var body = JsonSerializer.SerializeToUtf8Bytes(new HarborNewProject(project, new HarborProjectMetadata(makesPublic ? "true" : "false")), HarborJson.Default.HarborNewProject);
        await api.SendAsync(new ApiRequest(HttpMethod.Post, "projects", $"create the project {project}") { Body = body, Expected = [HttpStatusCode.Conflict] }, cancellationToken);
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        DeleteAsync($"{Path(repository)}/artifacts/{digest}", $"delete {repository}@{digest}", cancellationToken);

    public Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) =>
        DeleteAsync($"{Path(repository)}/artifacts/{tag}/tags/{tag}", $"delete the tag {repository}:{tag}", cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    protected override async Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken)
    {
        try
        {
            var info = (await api.SendAsync(ApiRequest.Get("systeminfo", "ask for the version") with { Retry = false }, cancellationToken)).Read(HarborJson.Default.HarborSystemInfo);
            return found with { Version = info.HarborVersion ?? "v2.0" };
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            throw new RegistryException(
                RegistryErrorKind.NotARegistry, $"{Client.Endpoint.Name} is a registry, but has no API of Harbor 2; check the URL, or use the type docker-registry.", e);
        }
    }

    private async Task RefuseProxyCacheAsync(string project, CancellationToken cancellationToken)
    {
        // X-Is-Resource-Name: a project may be named 2024. 403: who may push need not be allowed to read the project.
        var answer = await api.SendAsync(
            ApiRequest.Get($"projects/{Uri.EscapeDataString(project)}", $"read the project {project}") with
            {
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Is-Resource-Name"] = "true" },
                Expected = [HttpStatusCode.Forbidden, HttpStatusCode.NotFound],
            },
            cancellationToken);
        if (answer.Status == HttpStatusCode.OK && answer.Read(HarborJson.Default.HarborProject).RegistryId is > 0)
        {
            throw new RegistryException(
                RegistryErrorKind.PolicyRefused, $"The project {project} of {Client.Endpoint.Name} is a proxy cache, which takes no pushes; name another project as the destination.");
        }
    }

    private async Task DeleteAsync(string path, string operation, CancellationToken cancellationToken) =>
        await api.SendAsync(new ApiRequest(HttpMethod.Delete, path, operation) { Expected = [HttpStatusCode.NotFound] }, cancellationToken);

    private IAsyncEnumerable<ApiAnswer> PagesAsync(string path, string operation, CancellationToken cancellationToken) =>
        ApiPages.FollowAsync(api, ApiRequest.Get(path, operation) with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);

    private static string Path(string repository)
    {
        var (project, name) = Split(repository);

        // Twice: Harbor's router decodes a slash in a name once before it matches.
        return $"projects/{Uri.EscapeDataString(project)}/repositories/{Uri.EscapeDataString(Uri.EscapeDataString(name))}";
    }

    private static (string Project, string Name) Split(string repository) => RepositoryParts.Split(repository, "Harbor", "project");
}
