using Microsoft.Extensions.Logging;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Registry.Copying;

/// <summary>Copies a manifest and all that it names, leaves first, so that nothing at the destination ever names what is not there.</summary>
internal sealed partial class ManifestCopier(CopyRequest request, CopyOptions options, BlobKnowledge knowledge, BlobCopier blobs)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Task> _children = [];

    /// <summary>The manifests that were stored on the way to a parent.</summary>
    public IReadOnlyList<Digest> Children
    {
        get
        {
            lock (_lock)
            {
                return [.. _children.Keys];
            }
        }
    }

    /// <summary>Copies what the manifest names; the manifest itself is the caller's to store.</summary>
    public Task CopyContentAsync(Manifest manifest, CancellationToken cancellationToken) => CopyContentAsync(manifest, manifest.Children, 0, cancellationToken);

    /// <summary>Copies these children only, and the blobs.</summary>
    public async Task CopyContentAsync(Manifest manifest, IReadOnlyList<Descriptor> children, int depth, CancellationToken cancellationToken)
    {
        if (depth > options.MaxDepth)
        {
            throw new RegistryException(RegistryErrorKind.ManifestInvalid, $"The index {manifest.Digest} is nested more than {options.MaxDepth} deep.");
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ConcurrentBlobs, CancellationToken = cancellationToken };
        if (children.Count > 0)
        {
            await Parallel.ForEachAsync(
                children.DistinctBy(c => c.Digest), parallel, async (child, token) => await ChildOnceAsync(child, depth + 1, token));
        }

        await Parallel.ForEachAsync(
            Wanted(manifest).OrderByDescending(b => b.Size), parallel, async (blob, token) => await blobs.CopyAsync(blob, token));
    }

    /// <summary>Stores a manifest whose content is there. When the registry disagrees about that, brings the content once more.</summary>
    /// <returns>True when the registry indexed the manifest's subject.</returns>
    public async Task<bool> StoreAsync(Manifest manifest, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Destination.PutManifestAsync(request.DestinationRepository, reference, manifest, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.ManifestBlobUnknown)
        {
            // quirk 35
            LogHeal(options.Logger, manifest.Digest.ToString(), request.DestinationRepository, e.Message);
            Forget(manifest);
            await CopyContentAsync(manifest, cancellationToken);
            return await request.Destination.PutManifestAsync(request.DestinationRepository, reference, manifest, cancellationToken);
        }
    }

    private Task ChildOnceAsync(Descriptor child, int depth, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _children.TryGetValue(child.Digest, out var task) ? task : _children[child.Digest] = ChildAsync(child, depth, cancellationToken);
        }
    }

    private async Task ChildAsync(Descriptor child, int depth, CancellationToken cancellationToken)
    {
        if (!MediaTypes.IsManifest(child.MediaType) && child.MediaType.Length > 0)
        {
            await blobs.CopyAsync(child, cancellationToken); // an index may name any content
            return;
        }

        var manifest = await request.Source.GetManifestAsync(request.SourceRepository, child.Digest.ToString(), cancellationToken);
        await CopyContentAsync(manifest, manifest.Children, depth, cancellationToken);
        await StoreAsync(manifest, manifest.Digest.ToString(), cancellationToken);
    }

    private IEnumerable<Descriptor> Wanted(Manifest manifest) =>
        manifest.Blobs.Where(b => request.ForeignLayers || !MediaTypes.IsForeignLayer(b.MediaType)).DistinctBy(b => b.Digest);

    private void Forget(Manifest manifest)
    {
        foreach (var blob in manifest.Blobs)
        {
            knowledge.Forget(request.DestinationRepository, blob.Digest);
        }

        lock (_lock)
        {
            foreach (var child in manifest.Children)
            {
                _children.Remove(child.Digest);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content of {Digest} is brought to {Repository} again: {Reason}")]
    private static partial void LogHeal(ILogger logger, string digest, string repository, string reason);
}
