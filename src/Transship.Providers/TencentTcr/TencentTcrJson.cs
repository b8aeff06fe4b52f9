using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.TencentTcr;

/// <summary>The parameters of all actions; each takes some of them.</summary>
internal sealed record TcrRequest
{
    public string? RegistryId { get; init; }

    public string? NamespaceName { get; init; }

    public string? RepositoryName { get; init; }

    public string? ImageVersion { get; init; }

    public string? Digest { get; init; }

    public string? TokenType { get; init; }

    public bool? IsPublic { get; init; }

    public bool? AllRegion { get; init; }

    public IReadOnlyList<TcrFilter>? Filters { get; init; }

    /// <summary>The number of the page, from 1.</summary>
    public int? Offset { get; init; }

    public int? Limit { get; init; }
}

internal sealed record TcrFilter(string Name, IReadOnlyList<string> Values);

internal sealed record TcrAnswer<T>(T Response);

internal sealed record TcrDone(string? RequestId);

internal sealed record TcrInstances(IReadOnlyList<TcrInstance>? Registries);

internal sealed record TcrInstance(string RegistryId, string RegistryName, string RegionName);

internal sealed record TcrToken(string Username, Secret Token, long ExpTime);

internal sealed record TcrNamespaces(IReadOnlyList<TcrName>? NamespaceList, int TotalCount);

internal sealed record TcrRepositories(IReadOnlyList<TcrName>? RepositoryList, int TotalCount);

internal sealed record TcrName(string Name);

internal sealed record TcrImages(IReadOnlyList<TcrImage>? ImageInfoList, int TotalCount);

internal sealed record TcrImage(string ImageVersion, string? Digest, long? Size, string? UpdateTime);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(TcrRequest))]
[JsonSerializable(typeof(TcrAnswer<TcrDone>))]
[JsonSerializable(typeof(TcrAnswer<TcrInstances>))]
[JsonSerializable(typeof(TcrAnswer<TcrToken>))]
[JsonSerializable(typeof(TcrAnswer<TcrNamespaces>))]
[JsonSerializable(typeof(TcrAnswer<TcrRepositories>))]
[JsonSerializable(typeof(TcrAnswer<TcrImages>))]
internal sealed partial class TencentTcrJson : JsonSerializerContext;
