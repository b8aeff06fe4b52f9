using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.TencentTcr;

/// <summary>The API of TCR (version 2019-09-24). Every action is a POST to the root; the instance is found by the name that the address has.</summary>
internal sealed class TencentTcrApi(ApiClient api, string instance, bool makesPublic) : IDisposable
{
    private const int PageSize = 100; // the most that TCR gives
    private const string AnyRegion = "ap-guangzhou"; // the search for an instance goes over all, but wants one named

    private volatile TcrInstance? _found;

    /// <summary>A user and password for the registry, for an hour.</summary>
    public async Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        var token = await CallAsync("CreateInstanceToken", new TcrRequest { TokenType = "temp" }, TencentTcrJson.Default.TcrAnswerTcrToken, "get a password for the registry", cancellationToken);
        return new IssuedCredentials(new RegistryCredentials(token.Username, token.Token), DateTimeOffset.FromUnixTimeMilliseconds(token.ExpTime));
    }

    /// <summary>The namespaces, or those whose name contains some text.</summary>
    public IAsyncEnumerable<string> ListNamespacesAsync(string? name, CancellationToken cancellationToken) => PagesAsync(
            "DescribeNamespaces", new TcrRequest { NamespaceName = name }, TencentTcrJson.Default.TcrAnswerTcrNamespaces, page => (page.NamespaceList, page.TotalCount), "list the namespaces", cancellationToken)
        .Select(ns => ns.Name);

    /// <summary>The repositories of a namespace in full, or those whose name contains some text.</summary>
    public IAsyncEnumerable<string> ListRepositoriesAsync(string ns, string? name, CancellationToken cancellationToken) => PagesAsync(
            "DescribeRepositories",
            new TcrRequest { NamespaceName = ns, RepositoryName = name },
            TencentTcrJson.Default.TcrAnswerTcrRepositories,
            page => (page.RepositoryList, page.TotalCount),
            $"list the repositories of {ns}",
            cancellationToken)
        .Select(repository => repository.Name.StartsWith(ns + "/", StringComparison.Ordinal) ? repository.Name : $"{ns}/{repository.Name}");

    /// <summary>The tags of a repository, or those of one digest.</summary>
    public IAsyncEnumerable<TcrImage> ListImagesAsync(string ns, string name, string? digest, CancellationToken cancellationToken) => PagesAsync(
        "DescribeImages",
        new TcrRequest { NamespaceName = ns, RepositoryName = name, Digest = digest },
        TencentTcrJson.Default.TcrAnswerTcrImages,
        page => (page.ImageInfoList, page.TotalCount),
        $"list the tags of {ns}/{name}",
        cancellationToken);

    /// <summary>Makes a namespace.</summary>
    public Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken) =>
        DoAsync("CreateNamespace", new TcrRequest { NamespaceName = ns, IsPublic = makesPublic }, $"create the namespace {ns}", cancellationToken);

    /// <summary>Makes a repository.</summary>
    public Task CreateRepositoryAsync(string ns, string name, CancellationToken cancellationToken) =>
        DoAsync("CreateRepository", new TcrRequest { NamespaceName = ns, RepositoryName = name }, $"create the repository {ns}/{name}", cancellationToken);

    /// <summary>Deletes what a tag stands for, with all its tags.</summary>
    public Task DeleteImageAsync(string ns, string name, string tag, CancellationToken cancellationToken) =>
        DoAsync("DeleteImage", new TcrRequest { NamespaceName = ns, RepositoryName = name, ImageVersion = tag }, $"delete {ns}/{name}:{tag}", cancellationToken);

    public void Dispose() => api.Dispose();

    private Task<TcrDone> DoAsync(string action, TcrRequest request, string operation, CancellationToken cancellationToken) =>
        CallAsync(action, request, TencentTcrJson.Default.TcrAnswerTcrDone, operation, cancellationToken);

    private IAsyncEnumerable<TItem> PagesAsync<T, TItem>(
        string action, TcrRequest request, JsonTypeInfo<TcrAnswer<T>> type, Func<T, (IReadOnlyList<TItem>? Items, int Total)> read, string operation, CancellationToken cancellationToken)
        where T : class => NumberedPages.ReadAsync(
            async number => read(await CallAsync(action, request with { Offset = number, Limit = PageSize }, type, operation, cancellationToken)), cancellationToken);

    private async Task<T> CallAsync<T>(string action, TcrRequest request, JsonTypeInfo<TcrAnswer<T>> type, string operation, CancellationToken cancellationToken)
        where T : class
    {
        var found = _found ??= await FindAsync(cancellationToken);
        return await SendAsync(action, request with { RegistryId = found.RegistryId }, found.RegionName, type, operation, cancellationToken);
    }

    private async Task<TcrInstance> FindAsync(CancellationToken cancellationToken)
    {
        var request = new TcrRequest { AllRegion = true, Filters = [new TcrFilter("RegistryName", [instance])] };
        var answer = await SendAsync("DescribeInstances", request, AnyRegion, TencentTcrJson.Default.TcrAnswerTcrInstances, $"look for the instance {instance}", cancellationToken);
        return (answer.Registries ?? []).FirstOrDefault(found => found.RegistryName == instance)
            ?? throw new RegistryException(RegistryErrorKind.NotFound, $"The account has no instance named {instance}; check spec.url and whose API key it is.");
    }

    private async Task<T> SendAsync<T>(string action, TcrRequest request, string region, JsonTypeInfo<TcrAnswer<T>> type, string operation, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Post, "", operation)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(request, TencentTcrJson.Default.TcrRequest),
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-TC-Action"] = action, ["X-TC-Version"] = "2019-09-24", ["X-TC-Region"] = region },
                ErrorsComeWithSuccess = true,
            },
            cancellationToken);
        return answer.Read(type).Response;
    }
}
