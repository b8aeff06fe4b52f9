using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>An artifact at the source that a run is about. Without tag and digest, the whole repository.</summary>
public sealed record ExecutionResource
{
    /// <summary>The repository at the source, with its whole path.</summary>
    [Length(MinLength = 1, MaxLength = 255)]
    public required string Repository { get; init; }

    /// <summary>The tag. A run replicates what it points at when the run begins.</summary>
    [Length(MinLength = 1, MaxLength = 128)]
    public string? Tag { get; init; }

    /// <summary>The digest, as the event told it.</summary>
    [Length(MinLength = 1, MaxLength = 160)]
    public string? Digest { get; init; }

    /// <summary>Whether it was deleted at the source.</summary>
    [DefaultValue("false")]
    public bool Deleted { get; init; }

    /// <summary>What tells the event that named it from others.</summary>
    [Length(MinLength = 1, MaxLength = 64)]
    public string? Event { get; init; }
}
