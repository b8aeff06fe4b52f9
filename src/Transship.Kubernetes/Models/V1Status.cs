using System.Text.Json.Serialization;

namespace Transship.Kubernetes.Models;

/// <summary>The answer to a request that failed, or that returns no object (meta/v1 Status).</summary>
public sealed record V1Status
{
    /// <summary>Always <c>v1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Always <c>Status</c>.</summary>
    public string Kind { get; init; } = "Status";

    /// <summary>Empty list metadata.</summary>
    public V1ListMeta Metadata { get; init; } = new();

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    [JsonPropertyName("status")]
    public string? Outcome { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>What happened, for programs, as in <c>NotFound</c>, <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The object and the fields concerned.</summary>
    public V1StatusDetails? Details { get; init; }

    /// <summary>The HTTP status code.</summary>
    public int? Code { get; init; }
}

/// <summary>The object and the fields that a <see cref="V1Status"/> is about.</summary>
public sealed record V1StatusDetails
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>Its API group.</summary>
    public string? Group { get; init; }

    /// <summary>Its kind, or the plural of its resource.</summary>
    public string? Kind { get; init; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; init; }

    /// <summary>What is wrong, field by field.</summary>
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }

    /// <summary>Seconds to wait before the request is worth repeating.</summary>
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>One field that a request was refused for.</summary>
public sealed record V1StatusCause
{
    /// <summary>Why, for programs, as in <c>FieldValueInvalid</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field, as in <c>spec.filters[0].value</c>.</summary>
    public string? Field { get; init; }
}
