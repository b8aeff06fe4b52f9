using System.Globalization;
using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Providers.TencentTcr;

/// <summary>
/// The API of TCR beside the registry: namespaces, repositories, tags with digests in pages of 100. To delete a tag is to delete what it stands for, with all
/// its tags, so that no tag can be removed alone.
/// </summary>
internal sealed class TencentTcrRegistry(IRegistryClient client, TencentTcrApi api)
    : ProductRegistry(client, "tencent-tcr"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var namespaces = RepositoryParts.NamespaceOf(prefix) is { } named ? new[] { named }.ToAsyncEnumerable() : api.ListNamespacesAsync(null, cancellationToken);
        await foreach (var ns in namespaces.WithCancellation(cancellationToken))
        {
            await foreach (var repository in api.ListRepositoriesAsync(ns, null, cancellationToken))
            {
                yield return repository;
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        await foreach (var image in api.ListImagesAsync(ns, name, null, cancellationToken).NoneIfMissingAsync(cancellationToken))
        {
            yield return new ListedArtifact(Digest.TryParse(image.Digest, out var digest) ? digest : null) { Tags = [image.ImageVersion], PushedAt = TimeOf(image.UpdateTime), Size = image.Size };
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        await MissingItems.EnsureAsync(
            () => api.ListNamespacesAsync(ns, cancellationToken).ContainsAsync(ns, StringComparer.Ordinal, cancellationToken), () => api.CreateNamespaceAsync(ns, cancellationToken));
        await MissingItems.EnsureAsync(
            () => api.ListRepositoriesAsync(ns, name, cancellationToken).NoneIfMissingAsync(cancellationToken).ContainsAsync(repository, StringComparer.Ordinal, cancellationToken),
            () => api.CreateRepositoryAsync(ns, name, cancellationToken));
    }

    public async Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        var same = api.ListImagesAsync(ns, name, digest.ToString(), cancellationToken).NoneIfMissingAsync(cancellationToken).Where(image => image.Digest == digest.ToString());
        foreach (var tag in await same.Select(image => image.ImageVersion).ToListAsync(cancellationToken))
        {
            try
            {
                await api.DeleteImageAsync(ns, name, tag, cancellationToken);
            }
            catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
            {
                // It went with the tag before.
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    // Documented as 2006-01-02 15:04:05.999999999 -0700 MST.
    private static DateTimeOffset? TimeOf(string? text) =>
        text?.Split(' ') is [var day, var clock, { Length: 5 } zone, ..] && DateTimeOffset.TryParse($"{day} {clock.Split('.')[0]} {zone.Insert(3, ":")}", CultureInfo.InvariantCulture, out var time) ? time
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other) ? other
        : null;

    private static (string Namespace, string Name) Split(string repository) => RepositoryParts.Split(repository, "Tencent Cloud");
}
