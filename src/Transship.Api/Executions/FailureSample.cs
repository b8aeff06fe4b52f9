using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>One thing that failed.</summary>
public sealed record FailureSample
{
    /// <summary>The most characters of a message; longer ones are cut.</summary>
    public const int MaxMessageLength = 512;

    /// <summary>What failed: a repository, or a repository with a tag or digest.</summary>
    [Length(MaxLength = 512)]
    public required string Artifact { get; init; }

    /// <summary>The destination endpoint.</summary>
    [Length(MaxLength = 253)]
    public string? Destination { get; init; }

    /// <summary>Why, one word of the vocabulary of condition reasons.</summary>
    [Length(MaxLength = 64)]
    public required string Reason { get; init; }

    /// <summary>Why, one sentence.</summary>
    [Length(MaxLength = MaxMessageLength)]
    public required string Message { get; init; }
}
