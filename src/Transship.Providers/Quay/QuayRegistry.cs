using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Transship.Registry.Apis;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.Quay;

/// <summary>
/// Quay's API v1 beside the registry: repositories of a namespace, tags with digests in pages of 100, tags removed one by one, organizations made on demand.
/// Repositories are made by the push, private unless the server is configured otherwise; public ones before it.
/// </summary>
internal sealed class QuayRegistry(RegistryClient client, ApiClient api, bool makesPublic)
    : ProductRegistry(client, "quay"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    private bool IsAnonymous => Client.Endpoint.Credentials is null;

    protected override RegistryCapabilities Protocol =>
        new() { Mount = true, Chunked = true, Referrers = true, Events = true, PushTimes = true, Push = !IsAnonymous };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ns in await NamespacesAsync(prefix, cancellationToken))
        {
            string? next = null;
            for (var page = 0; page < ApiPages.Most && (page == 0 || next is not null); page++)
            {
                var path = $"api/v1/repository?namespace={Uri.EscapeDataString(ns)}&public=true{(next is null ? "" : "&next_page=" + Uri.EscapeDataString(next))}";
                var answer = (await api.SendAsync(ApiRequest.Get(path, $"list the repositories of {ns}"), cancellationToken)).Read(QuayJson.Default.QuayRepositories);
                foreach (var repository in answer.Repositories ?? [])
                {
                    yield return $"{repository.Namespace}/{repository.Name}";
                }

                next = answer.NextPage;
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var more = true;
        for (var page = 1; more && page <= ApiPages.Most; page++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"api/v1/repository/{repository}/tag/?onlyActiveTags=true&limit=100&page={page}");
            var answer = await api.SendAsync(ApiRequest.Get(path, $"list the tags of {repository}") with { Expected = [HttpStatusCode.NotFound] }, cancellationToken);
            if (answer.Status == HttpStatusCode.NotFound)
            {
                yield break;
            }

            var tags = answer.Read(QuayJson.Default.QuayTags);
            foreach (var tag in tags.Tags ?? [])
            {
                yield return new ListedArtifact(Digest.TryParse(tag.ManifestDigest, out var digest) ? digest : null)
                {
                    Tags = [tag.Name],
                    PushedAt = tag.StartTs is { } start ? DateTimeOffset.FromUnixTimeSeconds(start) : null,
                    Size = tag.Size,
                };
            }

            more = tags.HasAdditional;
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var (ns, name) = RepositoryParts.Split(repository, "Quay");
        if (!await ExistsAsync("organization", ns, cancellationToken) && !await ExistsAsync("users", ns, cancellationToken))
        {
            await CreateOrganizationAsync(ns, cancellationToken);
        }

        if (makesPublic)
        {
            // 400: it is there, and stays what it is.
            var body = JsonSerializer.SerializeToUtf8Bytes(new QuayNewRepository(ns, name, "public", ""), QuayJson.Default.QuayNewRepository);
            await api.SendAsync(new ApiRequest(HttpMethod.Post, "api/v1/repository", $"create the repository {repository}") { Body = body, Expected = [HttpStatusCode.BadRequest] }, cancellationToken);
        }
    }

    public Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        PusherDeletion.DeleteAsync(client, repository, digest.ToString(), $"delete {repository}@{digest}", cancellationToken);

    public async Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken) => await api.SendAsync(
        new ApiRequest(HttpMethod.Delete, $"api/v1/repository/{repository}/tag/{Uri.EscapeDataString(tag)}", $"delete the tag {repository}:{tag}") { Expected = [HttpStatusCode.NotFound] }, cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    protected override Task<PingResult> PingAsync(CancellationToken cancellationToken) => PingPubliclyAsync(cancellationToken);

    private static string NamespaceOf(string repository) => RepositoryParts.Split(repository, "Quay").Namespace;

    private async Task CreateOrganizationAsync(string ns, CancellationToken cancellationToken)
    {
        // The address is only there because servers that send mail want one.
        var body = JsonSerializer.SerializeToUtf8Bytes(new QuayNewOrganization(ns, $"{ns}@{Client.Endpoint.Url.Host}"), QuayJson.Default.QuayNewOrganization);
        try
        {
            await api.SendAsync(new ApiRequest(HttpMethod.Post, "api/v1/organization/", $"create the organization {ns}") { Body = body }, cancellationToken);
        }
        catch (RegistryException e) when (e.StatusCode == (int)HttpStatusCode.BadRequest)
        {
            // Somebody else was faster, or the server makes none for programs, as quay.io does.
            if (!await ExistsAsync("organization", ns, cancellationToken))
            {
                throw new RegistryException(RegistryErrorKind.PolicyRefused, $"{Client.Endpoint.Name} does not let a token create the organization {ns}: create it by hand, or name another namespace as the destination.", e);
            }
        }
    }

    private async Task<IReadOnlyList<string>> NamespacesAsync(string prefix, CancellationToken cancellationToken)
    {
        if (prefix.Contains('/', StringComparison.Ordinal))
        {
            return [NamespaceOf(prefix)];
        }

        if (IsAnonymous)
        {
            throw new RegistryException(
                RegistryErrorKind.Unsupported, $"{Client.Endpoint.Name} lists the repositories of one namespace only, unless somebody logs in: begin the filter by name with it, as in prometheus/*.");
        }

        var user = (await api.SendAsync(ApiRequest.Get("api/v1/user/", "ask for the organizations of the token's user"), cancellationToken)).Read(QuayJson.Default.QuayUser);
        return [user.Username, .. (user.Organizations ?? []).Select(organization => organization.Name)];
    }

    private async Task<bool> ExistsAsync(string kind, string name, CancellationToken cancellationToken) => (await api.SendAsync(
        ApiRequest.Get($"api/v1/{kind}/{Uri.EscapeDataString(name)}", $"look for the namespace {name}") with { Expected = [HttpStatusCode.NotFound] }, cancellationToken)).Status != HttpStatusCode.NotFound;
}
