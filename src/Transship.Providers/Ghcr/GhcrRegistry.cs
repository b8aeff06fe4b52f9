using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.Ghcr;

/// <summary>
/// GitHub's API of packages beside the registry: packages of an owner, their versions with digests and tags in pages of 100, deletion of versions. The
/// registry itself has no catalog and deletes nothing, and a tag cannot be taken off a version. quirk 17
/// </summary>
internal sealed class GhcrRegistry(IRegistryClient client, ApiClient api) : ProductRegistry(client, "ghcr"), IRepositoryListing, IArtifactListing, IArtifactDeletion
{
    private const int MaxOwners = 1000;

    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal) { ["X-GitHub-Api-Version"] = "2022-11-28" };

    private readonly ConcurrentDictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    protected override RegistryCapabilities Protocol => new() { Mount = true, Events = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var named = RepositoryParts.NamespaceOf(prefix);
        var owner = named is not null ? await OwnerPathAsync(named, cancellationToken) : "user";
        await foreach (var answer in PagesAsync($"{owner}/packages?package_type=container&per_page=100", $"list the packages of {named ?? "the user"}", cancellationToken))
        {
            foreach (var package in answer.Read(GhcrJson.Default.IReadOnlyListGitHubPackage))
            {
                yield return $"{package.Owner.Login}/{package.Name}".ToLowerInvariant();
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var version in VersionsAsync(repository, cancellationToken))
        {
            if (Digest.TryParse(version.Name, out var digest))
            {
                yield return new ListedArtifact(digest) { Tags = version.Metadata?.Container?.Tags ?? [], PushedAt = version.UpdatedAt };
            }
        }
    }

    public async Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        await foreach (var version in VersionsAsync(repository, cancellationToken))
        {
            if (version.Name == digest.ToString())
            {
                var path = await PathAsync(repository, cancellationToken);
                await api.SendAsync(
                    new ApiRequest(HttpMethod.Delete, $"{path}/versions/{version.Id.ToString(CultureInfo.InvariantCulture)}", $"delete {repository}@{digest}") { Headers = Headers, Expected = [HttpStatusCode.NotFound] }, cancellationToken);
                return;
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    private async IAsyncEnumerable<GitHubVersion> VersionsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"{await PathAsync(repository, cancellationToken)}/versions?per_page=100";
        await foreach (var answer in PagesAsync(path, $"list the versions of {repository}", cancellationToken))
        {
            foreach (var version in answer.Read(GhcrJson.Default.IReadOnlyListGitHubVersion))
            {
                yield return version;
            }
        }
    }

    private async Task<string> PathAsync(string repository, CancellationToken cancellationToken)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? $"{await OwnerPathAsync(repository[..slash], cancellationToken)}/packages/container/{Uri.EscapeDataString(repository[(slash + 1)..])}"
            : throw new RegistryException(RegistryErrorKind.InvalidReference, $"ghcr.io has repositories of users and organizations only: write '{repository}' as owner/{repository}.");
    }

    /// <summary>Users and organizations have their packages under paths of their own; which of them an owner is changes never.</summary>
    private async Task<string> OwnerPathAsync(string owner, CancellationToken cancellationToken)
    {
        if (_paths.TryGetValue(owner, out var known))
        {
            return known;
        }

        var answer = await api.SendAsync(ApiRequest.Get($"users/{Uri.EscapeDataString(owner)}", $"look for the owner {owner}") with { Headers = Headers }, cancellationToken);
        var kind = answer.Read(GhcrJson.Default.GitHubOwner).Type == "Organization" ? "orgs" : "users";
        if (_paths.Count >= MaxOwners)
        {
            _paths.Clear();
        }

        return _paths[owner] = $"{kind}/{Uri.EscapeDataString(owner)}";
    }

    private IAsyncEnumerable<ApiAnswer> PagesAsync(string path, string operation, CancellationToken cancellationToken) =>
        ApiPages.FollowAsync(api, ApiRequest.Get(path, operation) with { Headers = Headers, Expected = [HttpStatusCode.NotFound] }, cancellationToken);
}
