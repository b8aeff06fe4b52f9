using System.Text.Json;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Registry.Referrers;

/// <summary>Keeps the tag that stands in for the referrers API where the registry does not index subjects. One writer at a time. quirks 31, 33</summary>
internal sealed class FallbackTags
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Adds a referrer to the index under the fallback tag of its subject.</summary>
    public async Task AddAsync(IRegistryClient client, string repository, Digest subject, Manifest referrer, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Queue(done.Task);
        try
        {
            await before;
            var tag = ReferrersApi.FallbackTag(subject);
            var known = await ReadAsync(client, repository, tag, cancellationToken);
            if (known.All(d => d.Digest != referrer.Digest))
            {
                var added = referrer.Descriptor with { ArtifactType = referrer.ArtifactType ?? referrer.Config?.MediaType, Annotations = referrer.Annotations };
                await client.PutManifestAsync(repository, tag, Index([.. known, added]), cancellationToken);
            }
        }
        finally
        {
            done.SetResult();
        }
    }

    private Task Queue(Task mine)
    {
        lock (_lock)
        {
            var before = _last;
            _last = mine;
            return before;
        }
    }

    private static async Task<IReadOnlyList<Descriptor>> ReadAsync(IRegistryClient client, string repository, string tag, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await client.GetManifestAsync(repository, tag, cancellationToken);
            return manifest.IsIndex ? manifest.Children : [];
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return [];
        }
    }

    private static Manifest Index(IReadOnlyList<Descriptor> manifests) => Manifest.Parse(
        JsonSerializer.SerializeToUtf8Bytes(
            new ManifestDocument { SchemaVersion = 2, MediaType = MediaTypes.OciIndex, Manifests = manifests },
            ContentJson.Default.ManifestDocument),
        MediaTypes.OciIndex);
}
