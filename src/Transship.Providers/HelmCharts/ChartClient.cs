using Transship.Registry.Blobs;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Endpoints;
using Transship.Registry.Errors;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// Charts of chart repositories as the copy engine reads a registry: each chart is a repository, its versions are tags, and what they stand for is the digest
/// of the archive, since the manifest is made when it is read. Nothing can be written.
/// </summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="options">The surroundings.</param>
/// <param name="source">Where the charts are.</param>
internal sealed class ChartClient(RegistryEndpoint endpoint, RegistryClientOptions options, IChartSource source) : IRegistryClient
{
    /// <inheritdoc />
    public RegistryEndpoint Endpoint { get; } = endpoint;

    /// <inheritdoc />
    public async Task<PingResult> PingAsync(CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        await source.TestAsync(cancellationToken);
        return new PingResult(null, null, options.Time.GetElapsedTime(started));
    }

    /// <inheritdoc />
    public async Task<Descriptor?> ResolveAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        if (await source.FindAsync(repository, cancellationToken) is not { } found || (await found.Repository.IndexAsync(false, cancellationToken)).Find(found.Chart, reference) is not { } version)
        {
            return null;
        }

        // Without a digest in the index only the archive itself can tell; one in a registry is refused by whoever makes it.
        var digest = version.IsInRegistry ? null : version.Digest;
        return new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest ?? (await found.Repository.MakeAsync(found.Chart, version, cancellationToken)).Archive, Size = -1 };
    }

    /// <inheritdoc />
    public async Task<Manifest> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        await source.FindAsync(repository, cancellationToken) is { } found && await found.Repository.MakeAsync(found.Chart, reference, cancellationToken) is { } made
            ? made.Manifest
            : throw new RegistryException(RegistryErrorKind.NotFound, $"{Endpoint.Name} has no {repository} {reference}.");

    /// <inheritdoc />
    public async Task<Stream> OpenBlobAsync(string repository, Descriptor blob, long offset, CancellationToken cancellationToken) =>
        await source.FindAsync(repository, cancellationToken) is { } found
            ? await found.Repository.OpenAsync(found.Chart, blob, offset, cancellationToken)
            : throw new RegistryException(RegistryErrorKind.NotFound, $"{Endpoint.Name} has no {repository}.");

    /// <inheritdoc />
    public async IAsyncEnumerable<string> ListTagsAsync(string repository, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await source.FindAsync(repository, cancellationToken) is { } found)
        {
            foreach (var version in (await found.Repository.IndexAsync(false, cancellationToken)).Versions(found.Chart))
            {
                yield return version.Tag;
            }
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken) => source.ListAsync("", cancellationToken);

    /// <summary>What the index tells of the versions of a chart. The digest of one without is asked for by whoever needs it.</summary>
    public async IAsyncEnumerable<ListedArtifact> ListArtifactsAsync(string repository, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await source.FindAsync(repository, cancellationToken) is { } found)
        {
            foreach (var version in (await found.Repository.IndexAsync(false, cancellationToken)).Versions(found.Chart))
            {
                yield return new ListedArtifact(version.IsInRegistry ? null : version.Digest)
                {
                    Tags = [version.Tag],
                    PushedAt = version.Created,
                    MediaType = MediaTypes.OciManifest,
                    ArtifactType = ChartMediaTypes.Config,
                };
            }
        }
    }

    /// <inheritdoc />
    public async Task<bool> BlobExistsAsync(string repository, Digest digest, CancellationToken cancellationToken) =>
        await source.FindAsync(repository, cancellationToken) is { } found && await found.Repository.HasAsync(found.Chart, digest, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(string repository, Digest subject, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Descriptor>();

    /// <inheritdoc />
    public bool LacksReferrersApi(string repository) => true;

    /// <inheritdoc />
    public Task<bool> PutManifestAsync(string repository, string reference, Manifest manifest, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc />
    public Task DeleteManifestAsync(string repository, string reference, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc />
    public Task<BlobUploadOutcome> UploadBlobAsync(BlobUpload upload, CancellationToken cancellationToken) => throw ReadOnly();

    /// <inheritdoc />
    public void Dispose() => source.Dispose();

    private RegistryException ReadOnly() => new(
        RegistryErrorKind.Unsupported, $"{Endpoint.Name} is a source of charts only: nothing can be copied to it. Name a registry as the destination.");
}
