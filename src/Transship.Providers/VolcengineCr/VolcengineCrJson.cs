using System.Text.Json.Serialization;
using Transship.Registry.Endpoints;

namespace Transship.Providers.VolcengineCr;

/// <summary>The parameters of all actions; each takes some of them.</summary>
internal sealed record CrRequest
{
    public required string Registry { get; init; }

    public string? Namespace { get; init; }

    public string? Repository { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    public CrFilter? Filter { get; init; }

    public int? PageNumber { get; init; }

    public int? PageSize { get; init; }
}

internal sealed record CrFilter
{
    public IReadOnlyList<string>? Namespaces { get; init; }

    public IReadOnlyList<string>? Names { get; init; }
}

internal sealed record CrAnswer<T>([property: JsonPropertyName("Result")] T? Content);

internal sealed record CrToken(string Username, Secret Token, DateTimeOffset ExpireTime);

internal sealed record CrNames(IReadOnlyList<CrName>? Items, int TotalCount);

internal sealed record CrName(string Name);

internal sealed record CrTags(IReadOnlyList<CrTag>? Items, int TotalCount);

internal sealed record CrTag(string Name, string? Digest, string? PushTime, long? Size);

/// <summary>What an action answers that has nothing to tell.</summary>
internal sealed record CrDone;

internal sealed record CrDeletion(IReadOnlyList<CrFailure>? Failures);

internal sealed record CrFailure(string? Name, string? Reason);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(CrRequest))]
[JsonSerializable(typeof(CrAnswer<CrToken>))]
[JsonSerializable(typeof(CrAnswer<CrNames>))]
[JsonSerializable(typeof(CrAnswer<CrTags>))]
[JsonSerializable(typeof(CrAnswer<CrDone>))]
[JsonSerializable(typeof(CrAnswer<CrDeletion>))]
internal sealed partial class VolcengineCrJson : JsonSerializerContext;
