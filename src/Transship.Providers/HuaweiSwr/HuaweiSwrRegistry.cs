using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.HuaweiSwr;

/// <summary>
/// The dockyard API of SWR beside the registry: the repositories of the account, and organizations made on demand. Its listings know tags, not digests, so
/// tags are resolved one by one.
/// </summary>
internal sealed class HuaweiSwrRegistry(RegistryClient client, ApiClient api) : ProductRegistry(client, "huawei-swr"), IRepositoryListing, INamespaceCreation, IArtifactDeletion
{
    private const int PageSize = 100;

    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ns = RepositoryParts.NamespaceOf(prefix) is { } named ? $"%7Cnamespace::{Uri.EscapeDataString(named)}" : "";
        SwrRepository? previous = null;
        for (var page = 0; page < ApiPages.Most; page++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"repositories?filter=center::self{ns}%7Coffset::{page * PageSize}%7Climit::{PageSize}");
            var repositories = (await api.SendAsync(ApiRequest.Get(path, "list the repositories"), cancellationToken)).Read(HuaweiSwrJson.Default.IReadOnlyListSwrRepository);
            if (repositories.Count == 0 || repositories[0] == previous)
            {
                yield break; // quirk 29: who ignores the offset gave everything on the first page
            }

            previous = repositories[0];
            foreach (var repository in repositories)
            {
                yield return $"{repository.Namespace}/{repository.Name}";
            }

            if (repositories.Count < PageSize)
            {
                yield break;
            }
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var organization = RepositoryParts.Split(repository, "SWR", "organization").Namespace;
        var found = await api.SendAsync(
            ApiRequest.Get($"namespaces/{Uri.EscapeDataString(organization)}", $"look for the organization {organization}") with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
        if (found.Status == HttpStatusCode.NotFound)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new SwrNewNamespace(organization), HuaweiSwrJson.Default.SwrNewNamespace);
            await api.SendAsync(
                new ApiRequest(HttpMethod.Post, "namespaces", $"create the organization {organization}") { Body = body, Expected = [HttpStatusCode.Conflict] }, cancellationToken);
        }
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        PusherDeletion.DeleteAsync(client, repository, digest.ToString(), $"delete {repository}@{digest}", cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }
}
