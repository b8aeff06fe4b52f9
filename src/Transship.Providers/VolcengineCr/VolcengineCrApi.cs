using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;
using Transship.Registry.Auth;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.VolcengineCr;

/// <summary>The API of Volcengine CR (version 2022-05-12): every action is a POST with its name in the query.</summary>
internal sealed class VolcengineCrApi(ApiClient api, string registry) : IDisposable
{
    private const int PageSize = 100; // the most that CR gives

    /// <summary>A user and password for the registry.</summary>
    public async Task<IssuedCredentials> IssueAsync(CancellationToken cancellationToken)
    {
        const string operation = "get a password for the registry";
        var token = await CallAsync("GetAuthorizationToken", New(), VolcengineCrJson.Default.CrAnswerCrToken, operation, cancellationToken)
            ?? throw new RegistryException(RegistryErrorKind.ProtocolError, $"Volcengine answered the request to {operation} without one.");
        return new IssuedCredentials(new RegistryCredentials(token.Username, token.Token), token.ExpireTime);
    }

    /// <summary>The namespaces, or the one of a name.</summary>
    public IAsyncEnumerable<string> ListNamespacesAsync(string? name, CancellationToken cancellationToken) => NamesAsync(
        "ListNamespaces", New() with { Filter = name is null ? null : new CrFilter { Names = [name] } }, "list the namespaces", cancellationToken);

    /// <summary>The repositories of a namespace, without it, or the one of a name.</summary>
    public IAsyncEnumerable<string> ListRepositoriesAsync(string ns, string? name, CancellationToken cancellationToken) => NamesAsync(
        "ListRepositories", New() with { Filter = new CrFilter { Namespaces = [ns], Names = name is null ? null : [name] } }, $"list the repositories of {ns}", cancellationToken);

    /// <summary>The tags of a repository.</summary>
    public IAsyncEnumerable<CrTag> ListTagsAsync(string ns, string name, CancellationToken cancellationToken) => PagesAsync(
        "ListTags", New() with { Namespace = ns, Repository = name }, VolcengineCrJson.Default.CrAnswerCrTags, page => (page.Items, page.TotalCount), $"list the tags of {ns}/{name}", cancellationToken);

    /// <summary>Makes a namespace.</summary>
    public Task CreateNamespaceAsync(string ns, CancellationToken cancellationToken) =>
        CallAsync("CreateNamespace", New() with { Name = ns }, VolcengineCrJson.Default.CrAnswerCrDone, $"create the namespace {ns}", cancellationToken);

    /// <summary>Makes a repository.</summary>
    public Task CreateRepositoryAsync(string ns, string name, CancellationToken cancellationToken) =>
        CallAsync("CreateRepository", New() with { Namespace = ns, Name = name }, VolcengineCrJson.Default.CrAnswerCrDone, $"create the repository {ns}/{name}", cancellationToken);

    /// <summary>Removes tags; with the last one of an image goes the image.</summary>
    public async Task DeleteTagsAsync(string ns, string name, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var operation = $"delete {string.Join(", ", tags)} of {ns}/{name}";
        CrDeletion? answer;
        try
        {
            answer = await CallAsync("DeleteTags", New() with { Namespace = ns, Repository = name, Names = tags }, VolcengineCrJson.Default.CrAnswerCrDeletion, operation, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return;
        }

        if (answer?.Failures?.FirstOrDefault(failure => failure.Reason?.Contains("not found", StringComparison.OrdinalIgnoreCase) is not true) is { } failed)
        {
            throw new RegistryException(RegistryErrorKind.PolicyRefused, $"Volcengine refused to {operation}: {failed.Name}, {failed.Reason?.TrimEnd('.')}.");
        }
    }

    public void Dispose() => api.Dispose();

    private CrRequest New() => new() { Registry = registry };

    private IAsyncEnumerable<string> NamesAsync(string action, CrRequest request, string operation, CancellationToken cancellationToken) =>
        PagesAsync(action, request, VolcengineCrJson.Default.CrAnswerCrNames, page => (page.Items, page.TotalCount), operation, cancellationToken).Select(item => item.Name);

    private IAsyncEnumerable<TItem> PagesAsync<T, TItem>(
        string action, CrRequest request, JsonTypeInfo<CrAnswer<T>> type, Func<T, (IReadOnlyList<TItem>? Items, int Total)> read, string operation, CancellationToken cancellationToken)
        where T : class => NumberedPages.ReadAsync(
            async number => await CallAsync(action, request with { PageNumber = number, PageSize = PageSize }, type, operation, cancellationToken) is { } page ? read(page) : default, cancellationToken);

    private async Task<T?> CallAsync<T>(string action, CrRequest request, JsonTypeInfo<CrAnswer<T>> type, string operation, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await api.SendAsync(
            new ApiRequest(HttpMethod.Post, $"?Action={action}&Version=2022-05-12", operation) { Body = JsonSerializer.SerializeToUtf8Bytes(request, VolcengineCrJson.Default.CrRequest), ErrorsComeWithSuccess = true },
            cancellationToken);
        return answer.Read(type).Content;
    }
}
