using System.Text.Json.Serialization;

namespace Transship.Providers.AzureAcr;

internal sealed record AcrTagPage([property: JsonPropertyName("tags")] IReadOnlyList<AcrTag>? Tags);

internal sealed record AcrTag(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("digest")] string? Digest,
    [property: JsonPropertyName("lastUpdateTime")] DateTimeOffset? LastUpdateTime);

internal sealed record AcrRefreshToken([property: JsonPropertyName("refresh_token")] string RefreshToken);

[JsonSerializable(typeof(AcrTagPage))]
[JsonSerializable(typeof(AcrRefreshToken))]
internal sealed partial class AzureAcrJson : JsonSerializerContext;
