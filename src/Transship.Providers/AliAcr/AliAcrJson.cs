using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.AliAcr;

internal sealed record AliAnswer<T>([property: JsonPropertyName("data")] T Data);

internal sealed record AliToken(
    [property: JsonPropertyName("tempUserName")] string TempUserName,
    [property: JsonPropertyName("authorizationToken")] Secret AuthorizationToken,
    [property: JsonPropertyName("expireDate")] long ExpireDate);

internal sealed record AliNamespaces([property: JsonPropertyName("namespaces")] IReadOnlyList<AliNamespace>? Namespaces);

internal sealed record AliNamespace([property: JsonPropertyName("namespace")] string Namespace);

internal sealed record AliNewNamespace([property: JsonPropertyName("namespace")] AliNamespace Namespace);

internal sealed record AliRepositories([property: JsonPropertyName("total")] int Total, [property: JsonPropertyName("repos")] IReadOnlyList<AliRepository> Repos);

internal sealed record AliRepository([property: JsonPropertyName("repoName")] string RepoName);

internal sealed record AliTags([property: JsonPropertyName("total")] int Total, [property: JsonPropertyName("tags")] IReadOnlyList<AliTag> Tags);

internal sealed record AliTag(
    [property: JsonPropertyName("tag")] string Tag,
    [property: JsonPropertyName("digest")] string? Digest,
    [property: JsonPropertyName("imageUpdate")] long? ImageUpdate,
    [property: JsonPropertyName("imageSize")] long? ImageSize);

internal record AliEnterpriseAnswer
{
    public bool? IsSuccess { get; init; }

    public string? Code { get; init; }

    public int TotalCount { get; init; }
}

internal sealed record AliEnterpriseToken(string? TempUsername, Secret AuthorizationToken, long ExpireTime) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseInstances(IReadOnlyList<AliEnterpriseInstance>? Instances) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseInstance(string InstanceId, string InstanceName);

internal sealed record AliEnterpriseNamespaces(IReadOnlyList<AliEnterpriseNamespace>? Namespaces) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseNamespace(string NamespaceName);

internal sealed record AliEnterpriseRepositories(IReadOnlyList<AliEnterpriseRepositoryName>? Repositories) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseRepositoryName(string RepoName);

internal sealed record AliEnterpriseRepository(string? RepoId) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseImages(IReadOnlyList<AliEnterpriseImage>? Images) : AliEnterpriseAnswer;

internal sealed record AliEnterpriseImage(string Tag, string? Digest, long? ImageUpdate, long? ImageSize);

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(AliAnswer<AliToken>))]
[JsonSerializable(typeof(AliAnswer<AliNamespaces>))]
[JsonSerializable(typeof(AliAnswer<AliRepositories>))]
[JsonSerializable(typeof(AliAnswer<AliTags>))]
[JsonSerializable(typeof(AliNewNamespace))]
[JsonSerializable(typeof(AliEnterpriseAnswer))]
[JsonSerializable(typeof(AliEnterpriseToken))]
[JsonSerializable(typeof(AliEnterpriseInstances))]
[JsonSerializable(typeof(AliEnterpriseNamespaces))]
[JsonSerializable(typeof(AliEnterpriseRepositories))]
[JsonSerializable(typeof(AliEnterpriseRepository))]
[JsonSerializable(typeof(AliEnterpriseImages))]
internal sealed partial class AliAcrJson : JsonSerializerContext;
