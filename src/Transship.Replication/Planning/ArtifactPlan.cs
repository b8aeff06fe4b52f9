namespace Transship.Replication.Planning;

/// <summary>What a run would do with one artifact at one destination, and what it decides by.</summary>
/// <param name="Tag">The tag; the digest for an artifact without one.</param>
/// <param name="Digest">The digest at the source.</param>
/// <param name="Found">The digest at the destination; null where the tag is not there.</param>
/// <param name="Decision">What a run would do.</param>
public sealed record ArtifactPlan(string Tag, string Digest, string? Found, ArtifactDecision Decision)
{
    /// <summary>The bytes of the artifact; null where the source has not told.</summary>
    public long? Size { get; init; }
}

/// <summary>What a run would do with an artifact.</summary>
public enum ArtifactDecision
{
    /// <summary>Copy it: the tag is not at the destination.</summary>
    Copy,

    /// <summary>Copy it, and move the tag, which points elsewhere at the destination.</summary>
    Move,

    /// <summary>Nothing: the destination has it.</summary>
    UpToDate,

    /// <summary>Copy what is attached to it, such as a signature: the destination has the artifact itself.</summary>
    Attach,

    /// <summary>Nothing: the tag points elsewhere at the destination, and the rule does not override.</summary>
    Refuse,
}
