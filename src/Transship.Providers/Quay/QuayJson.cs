using System.Text.Json.Serialization;

namespace Transship.Providers.Quay;

internal sealed record QuayUser(string Username, IReadOnlyList<QuayName>? Organizations);

internal sealed record QuayName(string Name);

internal sealed record QuayRepositories(IReadOnlyList<QuayRepository>? Repositories, string? NextPage);

internal sealed record QuayRepository(string Namespace, string Name);

internal sealed record QuayCatalog(IReadOnlyList<string>? Repositories);

internal sealed record QuayTags(IReadOnlyList<QuayTag>? Tags, bool HasAdditional);

internal sealed record QuayTag(string Name, string? ManifestDigest, long? StartTs, long? Size);

internal sealed record QuayNewRepository(string Namespace, string Repository, string Visibility, string Description);

internal sealed record QuayNewOrganization(string Name, string Email);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(QuayUser))]
[JsonSerializable(typeof(QuayRepositories))]
[JsonSerializable(typeof(QuayCatalog))]
[JsonSerializable(typeof(QuayTags))]
[JsonSerializable(typeof(QuayNewRepository))]
[JsonSerializable(typeof(QuayNewOrganization))]
internal sealed partial class QuayJson : JsonSerializerContext;
