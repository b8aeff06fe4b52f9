using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.DockerHub;

/// <summary>
/// The API of hub.docker.com beside the registry: repositories of a namespace, tags with digests in pages of 100, tags removed one by one. Docker Hub makes
/// repositories on push, has no API for organizations, and deletes no manifest by digest.
/// </summary>
internal sealed class DockerHubRegistry(IRegistryClient client, ApiClient login, ApiClient api)
    : ProductRegistry(client, "docker-hub"), IRepositoryListing, IArtifactListing, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Referrers = true, Events = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ns in await NamespacesAsync(prefix, cancellationToken))
        {
            var pages = PagesAsync($"namespaces/{ns}/repositories", $"list the repositories of {ns}", DockerHubJson.Default.DockerHubPageDockerHubRepository, cancellationToken);
            await foreach (var repository in pages)
            {
                yield return $"{ns}/{repository.Name}";
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = PagesAsync($"{Path(repository)}/tags", $"list the tags of {repository}", DockerHubJson.Default.DockerHubPageDockerHubTag, cancellationToken);
        await foreach (var tag in pages)
        {
            yield return new ListedArtifact(Digest.TryParse(tag.Digest, out var digest) ? digest : null)
            {
                Tags = [tag.Name],
                PushedAt = tag.TagLastPushed ?? tag.LastUpdated,
                MediaType = tag.MediaType,
                Size = tag.FullSize,
            };
        }
    }

    public async Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        await api.SendAsync(
            new ApiRequest(HttpMethod.Delete, $"repositories/{ns}/{name}/tags/{tag}/", $"delete the tag {repository}:{tag}") { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
        login.Dispose();
    }

    private async Task<IReadOnlyList<string>> NamespacesAsync(string prefix, CancellationToken cancellationToken)
    {
        if (RepositoryParts.NamespaceOf(prefix) is { } named)
        {
            return [Uri.EscapeDataString(named)];
        }

        if (Client.Endpoint.Credentials is null)
        {
            throw new RegistryException(
                RegistryErrorKind.Unsupported, "Docker Hub lists the repositories of one namespace only, unless somebody logs in: begin the filter by name with it, as in library/*.");
        }

        return (await api.SendAsync(ApiRequest.Get("repositories/namespaces/", "list the namespaces of the account"), cancellationToken))
            .Read(DockerHubJson.Default.DockerHubNamespaces).Namespaces;
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(string path, string operation, JsonTypeInfo<DockerHubPage<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 1; page <= ApiPages.Most; page++)
        {
            var answer = await api.SendAsync(
                ApiRequest.Get(string.Create(CultureInfo.InvariantCulture, $"{path}?page={page}&page_size=100"), operation) with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
            if (answer.Status == HttpStatusCode.NotFound)
            {
                yield break;
            }

            var content = answer.Read(type);
            foreach (var item in content.Results ?? [])
            {
                yield return item;
            }

            if (string.IsNullOrEmpty(content.Next))
            {
                yield break;
            }
        }
    }

    private static string Path(string repository)
    {
        var (ns, name) = Split(repository);
        return $"namespaces/{ns}/repositories/{name}";
    }

    private static (string Namespace, string Name) Split(string repository) => repository.Split('/') switch
    {
        [var name] => ("library", name),
        [var ns, var name] => (ns, name),
        _ => throw new RegistryException(RegistryErrorKind.InvalidReference, $"Docker Hub has repositories of the form namespace/name only; '{repository}' is none. Flatten the name."),
    };
}
