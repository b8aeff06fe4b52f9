using System.Globalization;
using System.Runtime.CompilerServices;
using Transship.Registry.Clients;
using Transship.Registry.Content;

namespace Transship.Providers.VolcengineCr;

/// <summary>The API of Volcengine CR beside the registry: namespaces, repositories, tags with digests in pages of 100, tags removed by name.</summary>
internal sealed class VolcengineCrRegistry(IRegistryClient client, VolcengineCrApi api)
    : ProductRegistry(client, "volcengine-cr"), IRepositoryListing, IArtifactListing, INamespaceCreation, IArtifactDeletion, ITagDeletion
{
    protected override RegistryCapabilities Protocol => new() { Mount = true, Chunked = true, PushTimes = true };

    public async IAsyncEnumerable<string> ListRepositoriesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var namespaces = RepositoryParts.NamespaceOf(prefix) is { } named ? new[] { named }.ToAsyncEnumerable() : api.ListNamespacesAsync(null, cancellationToken);
        await foreach (var ns in namespaces.WithCancellation(cancellationToken))
        {
            await foreach (var name in api.ListRepositoriesAsync(ns, null, cancellationToken).NoneIfMissingAsync(cancellationToken))
            {
                yield return $"{ns}/{name}";
            }
        }
    }

    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tag in TagsAsync(repository, cancellationToken))
        {
            yield return new ListedArtifact(Digest.TryParse(tag.Digest, out var digest) ? digest : null)
            {
                Tags = [tag.Name],
                PushedAt = DateTimeOffset.TryParse(tag.PushTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var pushed) ? pushed : null,
                Size = tag.Size,
            };
        }
    }

    public async Task EnsureNamespaceAsync(string repository, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        await MissingItems.EnsureAsync(
            () => api.ListNamespacesAsync(ns, cancellationToken).ContainsAsync(ns, StringComparer.Ordinal, cancellationToken), () => api.CreateNamespaceAsync(ns, cancellationToken));
        await MissingItems.EnsureAsync(
            () => api.ListRepositoriesAsync(ns, name, cancellationToken).NoneIfMissingAsync(cancellationToken).ContainsAsync(name, StringComparer.Ordinal, cancellationToken),
            () => api.CreateRepositoryAsync(ns, name, cancellationToken));
    }

    public async Task DeleteArtifactAsync(string repository, Digest digest, CancellationToken cancellationToken)
    {
        // A manifest goes with its last tag.
        var tags = await TagsAsync(repository, cancellationToken).Where(tag => tag.Digest == digest.ToString()).Select(tag => tag.Name).ToListAsync(cancellationToken);
        if (tags.Count > 0)
        {
            var (ns, name) = Split(repository);
            await api.DeleteTagsAsync(ns, name, tags, cancellationToken);
        }
    }

    public async Task DeleteTagAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        await api.DeleteTagsAsync(ns, name, [tag], cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        api.Dispose();
    }

    private IAsyncEnumerable<CrTag> TagsAsync(string repository, CancellationToken cancellationToken)
    {
        var (ns, name) = Split(repository);
        return api.ListTagsAsync(ns, name, cancellationToken).NoneIfMissingAsync(cancellationToken);
    }

    private static (string Namespace, string Name) Split(string repository) => RepositoryParts.Split(repository, "Volcengine");
}
