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

    public async IAsyncEnumerable<string> ListNamespacesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("ListNamespace", "", "list the namespaces", AliAcrJson.Default.AliEnterpriseNamespaces, p => p.Namespaces?.Count, cancellationToken))
        {
            foreach (var ns in page.Namespaces!)
            {
                yield return ns.NamespaceName;
            }
        }
    }

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string ns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parameters = $"&RepoStatus=NORMAL&RepoNamespaceName={Uri.EscapeDataString(ns)}";
        await foreach (var page in PagesAsync("ListRepository", parameters, $"list the repositories of {ns}", AliAcrJson.Default.AliEnterpriseRepositories, p => p.Repositories?.Count, cancellationToken))
        {
            foreach (var repository in page.Repositories!)
            {
                yield return repository.RepoName;
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListTagsAsync(string ns, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await RepositoryIdAsync(ns, name, cancellationToken) is not { } id)
        {
            yield break;
        }

        await foreach (var page in PagesAsync("ListRepoTag", $"&RepoId={id}", $"list the tags of {ns}/{name}", AliAcrJson.Default.AliEnterpriseImages, p => p.Images?.Count, cancellationToken))
        {
            foreach (var image in page.Images!)
            {
                yield return AliAcrTags.Artifact(image.Tag, image.Digest, image.ImageUpdate, image.ImageSize);
            }
        }
    }

    public async Task EnsureNamespaceAsync(string ns, CancellationToken cancellationToken)
    {
        await foreach (var known in ListNamespacesAsync(cancellationToken))
        {
            if (known == ns)
            {
                return;
            }
        }

        await CallAsync(
            "CreateNamespace", $"&NamespaceName={Uri.EscapeDataString(ns)}&AutoCreateRepo=true&DefaultRepoType={(makesPublic ? "PUBLIC" : "PRIVATE")}", $"create the namespace {ns}", AliAcrJson.Default.AliEnterpriseAnswer, cancellationToken);
    }

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

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string action, string parameters, string operation, JsonTypeInfo<T> type, Func<T, int?> count, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : AliEnterpriseAnswer
    {
        var seen = 0;
        for (var number = 1; number <= ApiPages.Most; number++)
        {
            var page = await CallAsync(action, string.Create(CultureInfo.InvariantCulture, $"{parameters}&PageNo={number}&PageSize={PageSize}"), operation, type, cancellationToken);
            if (count(page) is not { } items || items == 0)
            {
                yield break;
            }

            yield return page;
            seen += items;
            if (seen >= page.TotalCount)
            {
                yield break;
            }
        }
    }

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
