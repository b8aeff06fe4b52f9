using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.DockerHub;

internal sealed record DockerHubLogin(string Identifier, Secret Secret);

internal sealed record DockerHubToken(Secret AccessToken);

internal sealed record DockerHubNamespaces(IReadOnlyList<string> Namespaces);

internal sealed record DockerHubPage<T>(string? Next, IReadOnlyList<T>? Results);

internal sealed record DockerHubRepository(string Name);

internal sealed record DockerHubTag(string Name, string? Digest, DateTimeOffset? TagLastPushed, DateTimeOffset? LastUpdated, string? MediaType, long? FullSize);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(DockerHubLogin))]
[JsonSerializable(typeof(DockerHubToken))]
[JsonSerializable(typeof(DockerHubNamespaces))]
[JsonSerializable(typeof(DockerHubPage<DockerHubRepository>))]
[JsonSerializable(typeof(DockerHubPage<DockerHubTag>))]
internal sealed partial class DockerHubJson : JsonSerializerContext;
