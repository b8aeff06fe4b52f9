using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.JFrogArtifactory;

/// <summary>
/// Artifactory's API beside the registry: images of its repositories, tags with digests where a repository stores what it serves, local repositories made on
/// demand, deletion of the folders that tags are.
/// </summary>
internal sealed class JFrogArtifactoryRegistry(RegistryClient client, JFrogArtifactoryApi api)
    : ProductRegistry(client, "jfrog-artifactory"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, Events = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var only = await api.OnlyKeyAsync(cancellationToken);
        var wanted = only ?? RepositoryParts.NamespaceOf(prefix);
        foreach (var repository in (await api.RepositoriesAsync(anew: true, cancellationToken)).Where(repository => repository.HoldsImages && (wanted is null || repository.Key == wanted)))
        {
            await foreach (var image in api.ImagesAsync(repository, cancellationToken))
            {
                yield return only is null ? $"{repository.Key}/{image}" : image;
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (found, key, image) = await api.FindAsync(repository, anew: false, cancellationToken);
        if (found is not { StoresItself: true })
        {
            // A search would miss what a proxy has not fetched yet.
            await foreach (var tag in ListTagsAloneAsync(repository, cancellationToken))
            {
                yield return tag;
            }

            yield break;
        }

        await foreach (var item in api.ManifestsAsync(key, image, null, cancellationToken))
        {
            if (!IsDigest(item.Path))
            {
                yield return new ListedArtifact(Digest.TryParse($"sha256:{item.Sha256}", out var digest) ? digest : null) { Tags = [item.Path], PushedAt = item.Modified };
            }
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var (found, key, _) = await api.FindAsync(repository, anew: true, cancellationToken);
        switch (found)
        {
            case null:
                await MissingItems.EnsureAsync(
                    async () => (await api.RepositoriesAsync(anew: false, cancellationToken)).Any(r => r.Key == key), () => api.CreateRepositoryAsync(key, cancellationToken));
                break;
            case { HoldsImages: false }:
                throw new RegistryException(RegistryErrorKind.PolicyRefused, $"The repository {key} of {Client.Endpoint.Name} is for {found.PackageType} packages, not for images; name another one as the destination.");
            case { IsProxy: true }:
                throw new RegistryException(RegistryErrorKind.PolicyRefused, $"The repository {key} of {Client.Endpoint.Name} is a remote one, which takes no pushes; name a local one as the destination.");
        }
    }

    public async Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        var (found, key, image) = await api.FindAsync(repository, anew: false, cancellationToken);
        if (found is not { StoresItself: true } || digest.Algorithm != "sha256")
        {
            await Client.DeleteManifestAsync(repository, digest.ToString(), cancellationToken);
            return;
        }

        foreach (var folder in await api.ManifestsAsync(key, image, digest, cancellationToken).Select(item => item.Path).ToListAsync(cancellationToken))
        {
            await api.DeleteFolderAsync(key, image, folder, $"delete {repository}@{digest}", cancellationToken);
        }
    }

    public async Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        var (_, key, image) = await api.FindAsync(repository, anew: false, cancellationToken);
        await api.DeleteFolderAsync(key, image, tag, $"delete the tag {repository}:{tag}", cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    protected override async Task<ProbeResult> ExamineAsync(ProbeResult found, CancellationToken cancellationToken)
    {
        try
        {
            return found with { Version = await api.VersionAsync(cancellationToken) ?? found.Version };
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            throw new RegistryException(RegistryErrorKind.NotARegistry, $"{Client.Endpoint.Name} is a registry, but has no API of Artifactory; check the URL, or use the type docker-registry.", e);
        }
    }

    /// <summary>What an index holds, and what was pushed without a tag, is in a folder of its digest.</summary>
    private static bool IsDigest(string folder) => folder.StartsWith("sha256:", StringComparison.Ordinal) || folder.StartsWith("sha256__", StringComparison.Ordinal);
}
