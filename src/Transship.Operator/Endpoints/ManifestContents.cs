using System.Collections.Concurrent;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;

namespace Transship.Operator.Endpoints;

/// <summary>Which layers the small manifests of an endpoint have: that never changes, so each is asked for once. Bounded.</summary>
internal sealed class ManifestContents
{
    private const int Most = 100_000;
    private const int MostLayers = 4;

    private readonly ConcurrentDictionary<Digest, Digest[]> _layers = new();

    /// <summary>Whether a manifest has a layer of this digest; false where there is no such manifest.</summary>
    public async Task<bool> HasAsync(IRegistryClient client, string repository, Digest manifest, Digest layer, CancellationToken cancellationToken)
    {
        if (!_layers.TryGetValue(manifest, out var layers))
        {
            layers = await ReadAsync(client, repository, manifest, cancellationToken);
            if (layers.Length is > 0 and <= MostLayers)
            {
                if (_layers.Count >= Most)
                {
                    _layers.Clear();
                }

                _layers[manifest] = layers;
            }
        }

        return layers.Contains(layer);
    }

    private static async Task<Digest[]> ReadAsync(IRegistryClient client, string repository, Digest manifest, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await client.GetManifestAsync(repository, manifest.ToString(), cancellationToken)).Blobs.Select(b => b.Digest)];
        }
        catch (RegistryException e) when (e.Kind is RegistryErrorKind.NotFound or RegistryErrorKind.ManifestInvalid or RegistryErrorKind.SchemaNotSupported)
        {
            return []; // Whatever is there, it is not this.
        }
    }
}
