using Transship.Registry.Content;

namespace Transship.Providers;

/// <summary>
/// What a listing tells of an artifact. A product that lists tags gives one of these for each tag, so a digest may come several times; one that lists
/// manifests gives all tags of a digest at once.
/// </summary>
/// <param name="Digest">What its tags stand for; null where the product does not tell, so that it must be asked for.</param>
public sealed record ListedArtifact(Digest? Digest)
{
    /// <summary>The tags; empty for an untagged manifest.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When it was pushed, or its tag last moved; null where the product does not tell.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>The names of the labels that people gave it; null where the product has none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The media type of the manifest; null where the product does not tell.</summary>
    public string? MediaType { get; init; }

    /// <summary>What the artifact is: the manifest's artifactType, or the media type of its config; null where the product does not tell.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The bytes of the artifact as the product counts them; null where it does not tell.</summary>
    public long? Size { get; init; }
}
