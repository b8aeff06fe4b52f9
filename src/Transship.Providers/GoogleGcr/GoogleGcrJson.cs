using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.GoogleGcr;

internal sealed record GoogleListing(
    [property: JsonPropertyName("child")] IReadOnlyList<string>? Child,
    [property: JsonPropertyName("manifest")] Dictionary<string, GoogleManifest>? Manifest,
    [property: JsonPropertyName("tags")] IReadOnlyList<string>? Tags);

internal sealed record GoogleManifest(
    [property: JsonPropertyName("tag")] IReadOnlyList<string>? Tag,
    [property: JsonPropertyName("mediaType")] string? MediaType,
    [property: JsonPropertyName("imageSizeBytes")] long? ImageSizeBytes,
    [property: JsonPropertyName("timeUploadedMs")] long? TimeUploadedMs);

internal sealed record GoogleKey(
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("client_email")] string? ClientEmail,
    [property: JsonPropertyName("private_key")] Secret PrivateKey);

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(GoogleListing))]
[JsonSerializable(typeof(GoogleKey))]
internal sealed partial class GoogleGcrJson : JsonSerializerContext;
