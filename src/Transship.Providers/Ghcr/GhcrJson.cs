using System.Text.Json.Serialization;

namespace Transship.Providers.Ghcr;

internal sealed record GitHubOwner(string Login, string? Type);

internal sealed record GitHubPackage(string Name, GitHubOwner Owner);

internal sealed record GitHubVersion(long Id, string Name, DateTimeOffset? UpdatedAt, GitHubVersionMetadata? Metadata);

internal sealed record GitHubVersionMetadata(GitHubContainer? Container);

internal sealed record GitHubContainer(IReadOnlyList<string>? Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GitHubOwner))]
[JsonSerializable(typeof(IReadOnlyList<GitHubPackage>))]
[JsonSerializable(typeof(IReadOnlyList<GitHubVersion>))]
internal sealed partial class GhcrJson : JsonSerializerContext;
