using System.Text.Json.Serialization;

namespace Transship.Providers.HelmHub;

internal sealed record HubSearch([property: JsonPropertyName("packages")] IReadOnlyList<HubPackage>? Packages);

internal sealed record HubPackage([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("repository")] HubRepository Repository);

internal sealed record HubRepository([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("url")] string? Url);

[JsonSerializable(typeof(HubSearch))]
[JsonSerializable(typeof(IReadOnlyList<HubRepository>))]
internal sealed partial class HelmHubJson : JsonSerializerContext;
