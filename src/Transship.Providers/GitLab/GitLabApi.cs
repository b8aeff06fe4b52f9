using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Clients;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.GitLab;

/// <summary>GitLab's API v4. It is where the registry sends for its tokens, so the address is learnt from there.</summary>
internal sealed class GitLabApi(RegistryClient registry, RegistryEndpoint endpoint, RegistryClientOptions options, RegistryCredentials login, bool makesPublic) : IDisposable
{
    private const string TokenPath = "/jwt/auth";

    private readonly Lock _lock = new();
    private ApiClient? _api;

    /// <summary>The version of the server.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancellationToken) =>
        (await SendAsync(ApiRequest.Get("version", "ask for the version of GitLab"), cancellationToken)).Read(GitLabJson.Default.GitLabVersion).Version;

    /// <summary>The container repositories of a group with all below it, or of a project; null where there is none of this name.</summary>
    /// <param name="kind"><c>groups</c> or <c>projects</c>.</param>
    /// <param name="path">Its path.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IAsyncEnumerable<string>?> RepositoriesAsync(string kind, string path, CancellationToken cancellationToken)
    {
        var first = ApiRequest.Get($"{kind}/{Uri.EscapeDataString(path)}/registry/repositories?per_page=100", $"list the repositories of {path}");
        var answer = await SendAsync(first with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
        return answer.Status == HttpStatusCode.NotFound
            ? null
            : PagesAsync(answer, first, GitLabJson.Default.IReadOnlyListGitLabRepository, cancellationToken).Select(repository => repository.Path);
    }

    /// <summary>The projects with a registry of a user, or where nobody is named, those that whom the token belongs to is a member of; none where there is no such user.</summary>
    public async IAsyncEnumerable<GitLabProject> ProjectsAsync(string? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = user is null ? "projects?membership=true&" : $"users/{Uri.EscapeDataString(user)}/projects?";
        var first = ApiRequest.Get($"{path}order_by=id&pagination=keyset&per_page=100", "list the projects");
        var answer = await SendAsync(first with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
        if (answer.Status == HttpStatusCode.NotFound)
        {
            yield break;
        }

        await foreach (var project in PagesAsync(answer, first, GitLabJson.Default.IReadOnlyListGitLabProject, cancellationToken))
        {
            if (project.ContainerRegistryAccessLevel is not "disabled")
            {
                yield return project;
            }
        }
    }

    /// <summary>Whether there is a project of this path.</summary>
    public async Task<bool> IsProjectAsync(string path, CancellationToken cancellationToken) => (await SendAsync(
        ApiRequest.Get($"projects/{Uri.EscapeDataString(path)}", $"look for the project {path}") with { Expected = [HttpStatusCode.NotFound] }, cancellationToken)).Status != HttpStatusCode.NotFound;

    /// <summary>The group or user of this path; null where there is none.</summary>
    public async Task<GitLabNamespace?> FindNamespaceAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(ApiRequest.Get($"namespaces/{Uri.EscapeDataString(path)}", $"look for the group {path}") with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
        return answer.Status == HttpStatusCode.NotFound ? null : answer.Read(GitLabJson.Default.GitLabNamespace);
    }

    /// <summary>Makes a project.</summary>
    public async Task CreateProjectAsync(GitLabNamespace parent, string path, CancellationToken cancellationToken)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var body = JsonSerializer.SerializeToUtf8Bytes(new GitLabNewProject(name, name, parent.Id, makesPublic ? "public" : "private"), GitLabJson.Default.GitLabNewProject);
        var answer = await SendAsync(new ApiRequest(HttpMethod.Post, "projects", $"create the project {path}") { Body = body, Expected = [HttpStatusCode.BadRequest] }, cancellationToken);
        if (answer.Status == HttpStatusCode.BadRequest && !await IsProjectAsync(path, cancellationToken)) // else somebody was faster
        {
            throw new RegistryException(RegistryErrorKind.PolicyRefused, $"{registry.Endpoint.Name} did not make the project {path}: create it by hand, or name another project as the destination.");
        }
    }

    public void Dispose() => _api?.Dispose();

    private IAsyncEnumerable<T> PagesAsync<T>(ApiAnswer answer, ApiRequest first, JsonTypeInfo<IReadOnlyList<T>> type, CancellationToken cancellationToken) =>
        ApiPages.FollowAsync(answer, SendAsync, first, cancellationToken).SelectMany(page => page.Read(type));

    private async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).SendAsync(request, cancellationToken);

    private async ValueTask<ApiClient> OpenAsync(CancellationToken cancellationToken)
    {
        if (_api is { } known)
        {
            return known;
        }

        if (registry.TokenRealm is null)
        {
            await registry.PingAsync(cancellationToken);
        }

        if (registry.TokenRealm is not { } realm || !realm.AbsolutePath.EndsWith(TokenPath, StringComparison.Ordinal))
        {
            throw new RegistryException(
                RegistryErrorKind.NotARegistry, $"{registry.Endpoint.Name} is a registry, but none of GitLab: it does not send to GitLab for its tokens. Check the URL, or use the type docker-registry.");
        }

        lock (_lock)
        {
            // A GitLab below a path has its API there too.
            var root = new UriBuilder(realm) { Path = realm.AbsolutePath[..^TokenPath.Length] + "/api/v4/", Query = "" }.Uri;
            return _api ??= new ApiClient(endpoint, root, options, new BearerAuthorizer(new CredentialSource(login)));
        }
    }
}
