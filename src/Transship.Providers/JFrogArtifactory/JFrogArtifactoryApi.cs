using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.JFrogArtifactory;

/// <summary>Artifactory's REST API: its repositories, the images in them, and the files that are their manifests, by AQL.</summary>
internal sealed class JFrogArtifactoryApi(RegistryClient registry, ApiClient api, JFrogAddress address) : IDisposable
{
    private const int CatalogPage = 1000;
    private const int SearchPage = 5000;

    private volatile IReadOnlyList<JFrogRepository>? _repositories;
    private volatile Tuple<string?>? _onlyKey;

    /// <summary>The version of the server.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancellationToken) =>
        (await api.SendAsync(ApiRequest.Get("api/system/version", "ask for the version of Artifactory"), cancellationToken)).Read(JFrogArtifactoryJson.Default.JFrogVersion).Version;

    /// <summary>The repositories of Artifactory that the user may see.</summary>
    public async Task<IReadOnlyList<JFrogRepository>> RepositoriesAsync(bool anew, CancellationToken cancellationToken)
    {
        if (anew || _repositories is not { } known)
        {
            known = (await api.SendAsync(ApiRequest.Get("api/repositories", "list the repositories of Artifactory"), cancellationToken)).Read(JFrogArtifactoryJson.Default.IReadOnlyListJFrogRepository);
            _repositories = known;
        }

        return known;
    }

    /// <summary>The key of the one repository that the address stands for; null where it stands for all.</summary>
    public async Task<string?> OnlyKeyAsync(CancellationToken cancellationToken)
    {
        if (address.Key is not null)
        {
            return address.Key;
        }

        return (_onlyKey ??= Tuple.Create(await FindOnlyKeyAsync(cancellationToken))).Item1;
    }

    /// <summary>The repository of Artifactory with a name of the registry, and what the image is called in it.</summary>
    /// <returns>The repository is null when the user sees none of this key.</returns>
    public async Task<(JFrogRepository? Repository, string Key, string Image)> FindAsync(string name, bool anew, CancellationToken cancellationToken)
    {
        var (key, image) = await OnlyKeyAsync(cancellationToken) is { } only ? (only, name) : RepositoryParts.Split(name, "Artifactory", "repository-key");
        return ((await RepositoriesAsync(anew, cancellationToken)).FirstOrDefault(repository => repository.Key == key), key, image);
    }

    /// <summary>The images in a repository.</summary>
    public async IAsyncEnumerable<string> ImagesAsync(JFrogRepository repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        for (var page = 0; page < ApiPages.Most; page++)
        {
            var after = last is null ? "" : "&last=" + Uri.EscapeDataString(last);
            var path = string.Create(CultureInfo.InvariantCulture, $"api/{repository.ApiName}/{repository.Key}/v2/_catalog?n={CatalogPage}{after}");
            var answer = await api.SendAsync(ApiRequest.Get(path, $"list the images of {repository.Key}"), cancellationToken);
            var images = answer.Read(JFrogArtifactoryJson.Default.JFrogCatalog).Repositories ?? [];
            foreach (var image in images)
            {
                yield return image;
            }

            if (images.Count < CatalogPage || images[^1] == last)
            {
                yield break;
            }

            last = images[^1];
        }
    }

    /// <summary>The manifests of an image that are stored under a tag or a digest, or those of one digest. They are in folders of that name.</summary>
    public async IAsyncEnumerable<JFrogItem> ManifestsAsync(string key, string image, Digest? digest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hash = digest is { } wanted ? $$""","sha256":{{Quote(wanted.ToString()["sha256:".Length..])}}""" : "";
        var find = $$"""items.find({"repo":{{Quote(key)}},"path":{"$match":{{Quote(image + "/*")}}},"$or":[{"name":"manifest.json"},{"name":"list.manifest.json"}]{{hash}}})""";
        for (var page = 0; page < ApiPages.Most; page++)
        {
            var query = string.Create(
                CultureInfo.InvariantCulture,
                $$""".include("repo","path","name","sha256","size","modified").sort({"$asc":["path","name"]}).offset({{page * SearchPage}}).limit({{SearchPage}})""");
            var request = new ApiRequest(HttpMethod.Post, "api/search/aql", $"list the tags of {key}/{image}") { Body = Encoding.UTF8.GetBytes(find + query), ContentType = "text/plain" };
            var items = (await api.SendAsync(request, cancellationToken)).Read(JFrogArtifactoryJson.Default.JFrogSearch).Results ?? [];
            foreach (var item in items)
            {
                // An image below this one has folders below this one's.
                if (item.Path.Length > image.Length + 1 && !item.Path[(image.Length + 1)..].Contains('/', StringComparison.Ordinal))
                {
                    yield return item with { Path = item.Path[(image.Length + 1)..] };
                }
            }

            if (items.Count < SearchPage)
            {
                yield break;
            }
        }
    }

    /// <summary>Deletes the folder of a tag or a digest.</summary>
    public async Task DeleteFolderAsync(string key, string image, string folder, string operation, CancellationToken cancellationToken)
    {
        var path = string.Join('/', $"{key}/{image}/{folder}".Split('/').Select(Uri.EscapeDataString));
        await api.SendAsync(new ApiRequest(HttpMethod.Delete, path, operation) { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
    }

    /// <summary>Makes a local repository for images.</summary>
    public async Task CreateRepositoryAsync(string key, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new JFrogNewRepository(key, "local", "docker"), JFrogArtifactoryJson.Default.JFrogNewRepository);
        _repositories = null; // It is in no list that is older, whoever makes it.
        await api.SendAsync(new ApiRequest(HttpMethod.Put, $"api/repositories/{Uri.EscapeDataString(key)}", $"create the repository {key}") { Body = body }, cancellationToken);
    }

    public void Dispose() => api.Dispose();

    private static string Quote(string text) => JsonSerializer.Serialize(text, JFrogArtifactoryJson.Default.String);

    private async Task<string?> FindOnlyKeyAsync(CancellationToken cancellationToken)
    {
        var images = (await RepositoriesAsync(anew: false, cancellationToken)).Where(repository => repository.HoldsImages);
        if (JFrogAddress.Candidates(registry.Endpoint.Url.Host, images).FirstOrDefault() is not { } candidate)
        {
            return null;
        }

        // docker.example.com may be all of Artifactory, with a repository that happens to be called docker: where tokens are from tells.
        if (registry.TokenRealm is null)
        {
            await registry.PingAsync(cancellationToken);
        }

        return JFrogAddress.KeyOf(registry.TokenRealm) switch
        {
            null => candidate.Key,
            "" => null,
            var key => key,
        };
    }
}
