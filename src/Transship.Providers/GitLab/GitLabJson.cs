using System.Text.Json.Serialization;

namespace Transship.Providers.GitLab;

internal sealed record GitLabVersion(string? Version);

internal sealed record GitLabRepository(string Path);

internal sealed record GitLabProject(long Id, string? PathWithNamespace, string? ContainerRegistryAccessLevel);

internal sealed record GitLabNamespace(long Id);

internal sealed record GitLabNewProject(string Name, string Path, long NamespaceId, string Visibility);

internal sealed record GitLabTag(string Name, string? Digest, string? MediaType, long? SizeBytes, DateTimeOffset? PublishedAt, DateTimeOffset? UpdatedAt, DateTimeOffset? CreatedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GitLabVersion))]
[JsonSerializable(typeof(GitLabProject))]
[JsonSerializable(typeof(GitLabNamespace))]
[JsonSerializable(typeof(GitLabNewProject))]
[JsonSerializable(typeof(IReadOnlyList<GitLabRepository>))]
[JsonSerializable(typeof(IReadOnlyList<GitLabProject>))]
[JsonSerializable(typeof(IReadOnlyList<GitLabTag>))]
internal sealed partial class GitLabJson : JsonSerializerContext;
