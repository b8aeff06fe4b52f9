using System.Text.Json.Serialization;

namespace Transship.Providers.Harbor;

internal sealed record HarborSystemInfo(string? HarborVersion);

internal sealed record HarborRepository(string Name);

internal sealed record HarborProject(long? RegistryId);

internal sealed record HarborNewProject(string ProjectName, HarborProjectMetadata Metadata);

internal sealed record HarborProjectMetadata(string Public);

internal sealed record HarborName(string Name);

internal sealed record HarborArtifact(
    string? Digest,
    IReadOnlyList<HarborName>? Tags,
    IReadOnlyList<HarborName>? Labels,
    DateTimeOffset? PushTime,
    string? MediaType,
    string? ManifestMediaType,
    string? ArtifactType,
    long? Size);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HarborSystemInfo))]
[JsonSerializable(typeof(HarborProject))]
[JsonSerializable(typeof(HarborNewProject))]
[JsonSerializable(typeof(IReadOnlyList<HarborRepository>))]
[JsonSerializable(typeof(IReadOnlyList<HarborArtifact>))]
internal sealed partial class HarborJson : JsonSerializerContext;
