using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

/// <summary>The API of the Personal Edition (ROA, version 2016-06-07).</summary>
internal sealed class AliAcrPersonalApi(ApiClient api) : IAliAcrApi
{
    public const string Version = "2016-06-07";
    private const int PageSize = 100;

    public async Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var data = (await api.SendAsync(ApiRequest.Get("tokens", "get a password for the registry"), cancellationToken)).Read(AliAcrJson.Default.AliAnswerAliToken).Data;
        return new IssuedCredentials(new RegistryCredentials(data.TempUserName, data.AuthorizationToken), DateTimeOffset.FromUnixTimeMilliseconds(data.ExpireDate));
    }

    public async IAsyncEnumerable<string> ListNamespacesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = (await api.SendAsync(ApiRequest.Get("namespace", "list the namespaces"), cancellationToken)).Read(AliAcrJson.Default.AliAnswerAliNamespaces).Data;
        foreach (var ns in data.Namespaces ?? [])
        {
            yield return ns.Namespace;
        }
    }

    public IAsyncEnumerable<string> ListRepositoriesAsync(string ns, CancellationToken cancellationToken) => NumberedPages.ReadAsync(
        async number =>
        {
            var answer = await PageAsync($"repos/{Uri.EscapeDataString(ns)}", number, $"list the repositories of {ns}", cancellationToken);
            return answer.Status == HttpStatusCode.NotFound ? default : answer.Read(AliAcrJson.Default.AliAnswerAliRepositories).Data is { } data ? (data.Repos, data.Total) : default;
        },
        cancellationToken).Select(repository => repository.RepoName);

    public IAsyncEnumerable<ListedArtifact> ListTagsAsync(string ns, string name, CancellationToken cancellationToken) => NumberedPages.ReadAsync(
        async number =>
        {
            var answer = await PageAsync($"{Path(ns, name)}/tags", number, $"list the tags of {ns}/{name}", cancellationToken);
            return answer.Status == HttpStatusCode.NotFound ? default : answer.Read(AliAcrJson.Default.AliAnswerAliTags).Data is { } data ? (data.Tags, data.Total) : default;
        },
        cancellationToken).Select(tag => AliAcrTags.Artifact(tag.Tag, tag.Digest, tag.ImageUpdate, tag.ImageSize));

    public async Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new AliNewNamespace(new AliNamespace(ns)), AliAcrJson.Default.AliNewNamespace);
        await api.SendAsync(new ApiRequest(HttpMethod.Put, "namespace", $"create the namespace {ns}") { Body = body, Expected = [HttpStatusCode.Conflict] }, cancellationToken);
    }

    public async Task DeleteTagAsync(string ns, string name, string tag, CancellationToken cancellationToken) => await api.SendAsync(
        new ApiRequest(HttpMethod.Delete, $"{Path(ns, name)}/tags/{tag}", $"delete the tag {ns}/{name}:{tag}") { Expected = [HttpStatusCode.NotFound] }, cancellationToken);

    public void Dispose() => api.Dispose();

    private Task<ApiAnswer> PageAsync(string path, int page, string operation, CancellationToken cancellationToken) => api.SendAsync(
        ApiRequest.Get(string.Create(CultureInfo.InvariantCulture, $"{path}?Page={page}&PageSize={PageSize}"), operation) with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);

    private static string Path(string ns, string name) => $"repos/{Uri.EscapeDataString(ns)}/{Uri.EscapeDataString(name)}";
}
