using System.Text.Json.Serialization;

namespace Transship.Registry.Content;

/// <summary>What an image of an index runs on (OCI image spec, image index).</summary>
public sealed record Platform
{
    /// <summary>Such as <c>linux</c>.</summary>
    [JsonPropertyName("os")]
    public string? Os { get; init; }

    /// <summary>Such as <c>amd64</c>.</summary>
    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    /// <summary>Such as <c>v7</c>.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    /// <summary>Such as a Windows build.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <inheritdoc />
    public override string ToString() => Variant is { Length: > 0 } ? $"{Os}/{Architecture}/{Variant}" : $"{Os}/{Architecture}";
}
