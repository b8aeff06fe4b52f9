using System.Text.Json.Serialization;

namespace Transship.Registry.Tags;

internal sealed record TagPage([property: JsonPropertyName("tags")] IReadOnlyList<string?>? Tags);

internal sealed record CatalogPage([property: JsonPropertyName("repositories")] IReadOnlyList<string?>? Repositories);

[JsonSerializable(typeof(TagPage))]
[JsonSerializable(typeof(CatalogPage))]
internal sealed partial class ListingJson : JsonSerializerContext;
