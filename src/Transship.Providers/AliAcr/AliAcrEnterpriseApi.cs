using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.AliAcr;

/// <summary>The API of the Enterprise Edition (RPC, version 2018-12-01). The instance is found by the name that the address has.</summary>
internal sealed class AliAcrEnterpriseApi(ApiClient api, string instance, bool makesPublic) : IAliAcrApi
{
    public const string Version = "2018-12-01";
    private const int PageSize = 100;

    private volatile string? _id;

    public async Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var token = await CallAsync("GetAuthorizationToken", "", "get a password for the registry", AliAcrJson.Default.AliEnterpriseToken, cancellationToken);
        return new IssuedCredentials(new RegistryCredentials(token.TempUsername ?? "", token.AuthorizationToken), DateTimeOffset.FromUnixTimeMilliseconds(token.ExpireTime));
    }

    public IAsyncEnumerable<string> ListNamespacesAsync(CancellationToken cancellationToken) =>
        PagesAsync("ListNamespace", "", "list the namespaces", AliAcrJson.Default.AliEnterpriseNamespaces, p => p.Namespaces, cancellationToken).Select(ns => ns.NamespaceName);

    public IAsyncEnumerable<string> ListRepositoriesAsync(string ns, CancellationToken cancellationToken) => PagesAsync(
        "ListRepository", $"&RepoStatus=NORMAL&RepoNamespaceName={Uri.EscapeDataString(ns)}", $"list the repositories of {ns}", AliAcrJson.Default.AliEnterpriseRepositories, p => p.Repositories, cancellationToken)
        .Select(repository => repository.RepoName);

    public async IAsyncEnumerable<ListedArtifact> ListTagsAsync(string ns, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await RepositoryIdAsync(ns, name, cancellationToken) is not { } id)
        {
            yield break;
        }

        var images = PagesAsync("ListRepoTag", $"&RepoId={id}", $"list the tags of {ns}/{name}", AliAcrJson.Default.AliEnterpriseImages, p => p.Images, cancellationToken);
        await foreach (var image in images.WithCancellation(cancellationToken))
        {
            yield return AliAcrTags.Artifact(image.Tag, image.Digest, image.ImageUpdate, image.ImageSize);
        }
    }

    public Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken) => CallAsync(
        "CreateNamespace", $"&NamespaceName={Uri.EscapeDataString(ns)}&AutoCreateRepo=true&DefaultRepoType={(makesPublic ? "PUBLIC" : "PRIVATE")}", $"create the namespace {ns}", AliAcrJson.Default.AliEnterpriseAnswer, cancellationToken);

    public async Task DeleteTagAsync(string ns, string name, string tag, CancellationToken cancellationToken)
    {
        if (await RepositoryIdAsync(ns, name, cancellationToken) is { } id)
        {
            await IgnoreMissingAsync(CallAsync(
                "DeleteRepoTag", $"&RepoId={id}&Tag={Uri.EscapeDataString(tag)}", $"delete the tag {ns}/{name}:{tag}", AliAcrJson.Default.AliEnterpriseAnswer, cancellationToken));
        }
    }

    public void Dispose() => api.Dispose();

    private static async Task<T?> IgnoreMissingAsync<T>(Task<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RegistryException e) when (e.Code is "REPO_NOT_EXIST" or "TAG_NOT_EXIST" or "IMAGE_NOT_EXIST" || e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<string?> RepositoryIdAsync(string ns, string name, CancellationToken cancellationToken) => (await IgnoreMissingAsync(CallAsync(
        "GetRepository", $"&RepoNamespaceName={Uri.EscapeDataString(ns)}&RepoName={Uri.EscapeDataString(name)}", $"look for the repository {ns}/{name}", AliAcrJson.Default.AliEnterpriseRepository, cancellationToken)))?.RepoId;

    private IAsyncEnumerable<TItem> PagesAsync<T, TItem>(
        string action, string parameters, string operation, JsonTypeInfo<T> type, Func<T, IReadOnlyList<TItem>?> items, CancellationToken cancellationToken)
        where T : AliEnterpriseAnswer => NumberedPages.ReadAsync(
            async number =>
            {
                var page = await CallAsync(action, string.Create(CultureInfo.InvariantCulture, $"{parameters}&PageNo={number}&PageSize={PageSize}"), operation, type, cancellationToken);
                return (items(page), page.TotalCount);
            },
            cancellationToken);

    private async Task<T> CallAsync<T>(string action, string parameters, string operation, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : AliEnterpriseAnswer
    {
        var id = _id ??= await FindAsync(cancellationToken);
        return await SendAsync(action, $"&InstanceId={id}{parameters}", operation, type, cancellationToken);
    }

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var found = await SendAsync("ListInstance", $"&InstanceName={Uri.EscapeDataString(instance)}&PageNo=1&PageSize=30", $"look for the instance {instance}", AliAcrJson.Default.AliEnterpriseInstances, cancellationToken);
        return (found.Instances ?? []).FirstOrDefault(i => i.InstanceName == instance)?.InstanceId
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"The account has no instance named {instance} in this region; check spec.url and whose access key it is.");
    }

    private async Task<T> SendAsync<T>(string action, string parameters, string operation, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : AliEnterpriseAnswer
    {
        var answer = (await api.SendAsync(ApiRequest.Get($"?Action={action}{parameters}", operation), cancellationToken)).Read(type);
        return answer.IsSuccess is not false
            ? answer
            : throw new RegistryException(RegistryErrorKind.ProtocolError, $"Alibaba Cloud refused to {operation}: {answer.Code}.") { Code = answer.Code };
    }
}
