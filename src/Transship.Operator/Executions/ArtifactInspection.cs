using System.Text.Json;
using Transship.Registry.Clients;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using Transship.Replication.Filters;

namespace Transship.Operator.Executions;

/// <summary>
/// Reads from an artifact itself what filters have to know and its registry does not tell. The kind costs one request; time and labels two, or three for an
/// index, of which the first image speaks for all.
/// </summary>
internal static class ArtifactInspection
{
    private const string Created = "org.opencontainers.image.created";
    private const int MaxConfigSize = 4 * 1024 * 1024;

    /// <summary>Reads it; null when the artifact is not there.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    public static async Task<ArtifactFacts?> InspectAsync(
        IRegistryClient client, string repository, string digest, FactKinds needs, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await client.GetManifestAsync(repository, digest, cancellationToken);
            var kind = KindOf(manifest.MediaType, manifest.ArtifactType ?? manifest.Config?.MediaType);
            if ((needs & (FactKinds.Time | FactKinds.Labels)) == FactKinds.None)
            {
                return new ArtifactFacts { Kind = kind, Platforms = PlatformsOf(manifest), Size = SizeOf(manifest) };
            }

            var labels = new Dictionary<string, string>(manifest.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal);
            var created = Time(labels.GetValueOrDefault(Created));
            if (await ConfigAsync(client, repository, manifest, cancellationToken) is { } config)
            {
                using (config)
                {
                    created = Time(Text(config.RootElement, "created")) ?? created;
                    AddLabels(config.RootElement, labels);
                }
            }

            return new ArtifactFacts
            {
                Kind = kind,
                Platforms = PlatformsOf(manifest),
                Time = created,
                Labels = [.. labels.Select(label => $"{label.Key}={label.Value}")],
                Size = SizeOf(manifest),
            };
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>What kind of artifact it is, by its types.</summary>
    /// <param name="mediaType">Of the manifest.</param>
    /// <param name="artifactType">The manifest's artifact type, or the media type of its config.</param>
    public static ArtifactKind KindOf(string? mediaType, string? artifactType) => artifactType switch
    {
        "application/vnd.cncf.helm.config.v1+json" => ArtifactKind.Chart,
        "application/vnd.oci.image.config.v1+json" or "application/vnd.docker.container.image.v1+json" => ArtifactKind.Image,
        null when mediaType is null or MediaTypes.OciIndex or MediaTypes.DockerList or MediaTypes.DockerManifest => ArtifactKind.Image,
        _ => ArtifactKind.Artifact,
    };

    /// <summary>An index does not tell what its images weigh.</summary>
    private static long? SizeOf(Manifest manifest) => manifest.IsIndex ? null : manifest.Blobs.Sum(blob => blob.Size);

    private static string[]? PlatformsOf(Manifest manifest) => manifest.IsIndex
        ? [.. manifest.Children.Select(child => child.Platform).OfType<Platform>().Select(platform => platform.ToString()).Distinct(StringComparer.Ordinal)]
        : null;

    private static async Task<JsonDocument?> ConfigAsync(IRegistryClient client, string repository, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.IsIndex)
        {
            var first = manifest.Children.FirstOrDefault(child => child.Platform is not { Os: "unknown" } && MediaTypes.IsManifest(child.MediaType) && !MediaTypes.IsIndex(child.MediaType));
            if (first is null)
            {
                return null;
            }

            manifest = await client.GetManifestAsync(repository, first.Digest.ToString(), cancellationToken);
        }

        if (manifest.Config is not { Size: > 2 and <= MaxConfigSize } config || !config.MediaType.EndsWith("json", StringComparison.Ordinal))
        {
            return null;
        }

        await using var stream = await client.OpenBlobAsync(repository, config, 0, cancellationToken);
        var content = new byte[config.Size];
        await stream.ReadExactlyAsync(content, cancellationToken);
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            // A config that is no JSON tells nothing; the copy judges whether it is what its digest says.
            return null;
        }
    }

    private static void AddLabels(JsonElement config, Dictionary<string, string> labels)
    {
        if (config.ValueKind == JsonValueKind.Object && config.TryGetProperty("config", out var inner) && inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("Labels", out var written) && written.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in written.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String))
            {
                labels[label.Name] = label.Value.GetString()!;
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Reproducible builds date their images to the epoch: that is no time.
    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1990 ? time : null;
}
