using System.Text.Json.Serialization;

namespace Transship.Providers.DockerHub;

internal sealed record DockerHubLogin(string Identifier, string Secret);

internal sealed record DockerHubToken(string AccessToken);

internal sealed record DockerHubNamespaces(IReadOnlyList<string> Namespaces);

internal sealed record DockerHubPage<T>(string? Next, IReadOnlyList<T>? Results);

internal sealed record DockerHubRepository(string Name);

internal sealed record DockerHubTag(string Name, string? Digest, DateTimeOffset? TagLastPushed, DateTimeOffset? LastUpdated, string? MediaType, long? FullSize);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DockerHubLogin))]
[JsonSerializable(typeof(DockerHubToken))]
[JsonSerializable(typeof(DockerHubNamespaces))]
[JsonSerializable(typeof(DockerHubPage<DockerHubRepository>))]
[JsonSerializable(typeof(DockerHubPage<DockerHubTag>))]
internal sealed partial class DockerHubJson : JsonSerializerContext;
