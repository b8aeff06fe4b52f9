using System.Text.Json.Serialization;

namespace Transship.Registry.Content;

/// <summary>Names content by digest, with its size in bytes and its type (OCI image spec, descriptor).</summary>
public sealed record Descriptor
{
    /// <summary>The type of the content; empty when the registry did not say.</summary>
    [JsonPropertyName("mediaType")]
    public string MediaType { get; init; } = "";

    /// <summary>The digest of the content.</summary>
    [JsonPropertyName("digest")]
    public required Digest Digest { get; init; }

    /// <summary>The size in bytes; -1 when the registry did not say.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Where else the content may be had: only on foreign layers.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>What runs it, in an index.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>The type of artifact, in an index of referrers.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    /// <summary>Free key and value pairs.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
