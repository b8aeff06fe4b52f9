using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AwsEcr;

internal sealed record EcrTokenRequest(IReadOnlyList<string>? RegistryIds);

internal sealed record EcrTokenAnswer(IReadOnlyList<EcrToken> AuthorizationData);

internal sealed record EcrPublicTokenAnswer(EcrToken AuthorizationData);

internal sealed record EcrToken(Secret AuthorizationToken, double ExpiresAt);

internal sealed record EcrRepositoriesRequest(string? RegistryId, IReadOnlyList<string>? RepositoryNames, int? MaxResults, string? NextToken);

internal sealed record EcrRepositoriesAnswer(IReadOnlyList<EcrRepository> Repositories, string? NextToken);

internal sealed record EcrRepository(string RepositoryName, string? RepositoryUri);

internal sealed record EcrImagesRequest(string? RegistryId, string RepositoryName, int MaxResults, string? NextToken);

internal sealed record EcrImagesAnswer(IReadOnlyList<EcrImage> ImageDetails, string? NextToken);

internal sealed record EcrImage(
    string ImageDigest, IReadOnlyList<string>? ImageTags, double? ImagePushedAt, long? ImageSizeInBytes, string? ImageManifestMediaType, string? ArtifactMediaType);

internal sealed record EcrCreateRequest(
    string? RegistryId, string RepositoryName, string? ImageTagMutability, EcrScanning? ImageScanningConfiguration, EcrEncryption? EncryptionConfiguration, IReadOnlyList<EcrTag>? Tags);

internal sealed record EcrScanning(bool ScanOnPush);

internal sealed record EcrEncryption(string EncryptionType, string? KmsKey);

internal sealed record EcrTag([property: JsonPropertyName("Key")] string Key, [property: JsonPropertyName("Value")] string Value);

internal sealed record EcrCreateAnswer(EcrRepository Repository);

internal sealed record EcrDeleteRequest(string? RegistryId, string RepositoryName, IReadOnlyList<EcrImageId> ImageIds);

internal sealed record EcrImageId(string? ImageDigest, string? ImageTag);

internal sealed record EcrDeleteAnswer(IReadOnlyList<EcrFailure>? Failures);

internal sealed record EcrFailure(string? FailureCode, string? FailureReason);

internal sealed record StsAnswer([property: JsonPropertyName("AssumeRoleResponse")] StsResponse AssumeRoleResponse);

internal sealed record StsResponse([property: JsonPropertyName("AssumeRoleResult")] StsResult AssumeRoleResult);

internal sealed record StsResult([property: JsonPropertyName("Credentials")] StsKeys Credentials);

internal sealed record StsKeys(
    [property: JsonPropertyName("AccessKeyId")] string AccessKeyId,
    [property: JsonPropertyName("SecretAccessKey")] Secret SecretAccessKey,
    [property: JsonPropertyName("SessionToken")] Secret SessionToken,
    [property: JsonPropertyName("Expiration")] double Expiration);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(EcrTokenRequest))]
[JsonSerializable(typeof(EcrTokenAnswer))]
[JsonSerializable(typeof(EcrPublicTokenAnswer))]
[JsonSerializable(typeof(EcrRepositoriesRequest))]
[JsonSerializable(typeof(EcrRepositoriesAnswer))]
[JsonSerializable(typeof(EcrImagesRequest))]
[JsonSerializable(typeof(EcrImagesAnswer))]
[JsonSerializable(typeof(EcrCreateRequest))]
[JsonSerializable(typeof(EcrCreateAnswer))]
[JsonSerializable(typeof(EcrDeleteRequest))]
[JsonSerializable(typeof(EcrDeleteAnswer))]
[JsonSerializable(typeof(StsAnswer))]
internal sealed partial class AwsEcrJson : JsonSerializerContext;
