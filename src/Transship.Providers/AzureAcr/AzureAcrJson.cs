using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AzureAcr;

internal sealed record AcrTagPage([property: JsonPropertyName("tags")] IReadOnlyList<AcrTag>? Tags);

internal sealed record AcrTag(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("digest")] string? Digest,
    [property: JsonPropertyName("lastUpdateTime")] DateTimeOffset? LastUpdateTime);

internal sealed record AcrRefreshToken([property: JsonPropertyName("refresh_token")] Secret RefreshToken);

[JsonSourceGenerationOptions(Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(AcrTagPage))]
[JsonSerializable(typeof(AcrRefreshToken))]
internal sealed partial class AzureAcrJson : JsonSerializerContext;
