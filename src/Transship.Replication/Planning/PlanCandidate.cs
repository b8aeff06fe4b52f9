using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>An artifact at the source that the filters let pass so far.</summary>
/// <param name="Reference">Its tag, or its digest where it has none.</param>
internal sealed record PlanCandidate(string Reference)
{
    /// <summary>What the tag stands for; null where that was not asked for yet.</summary>
    public string? Digest { get; init; }

    /// <summary>What is known of it; null where nothing was asked for.</summary>
    public ArtifactFacts? Facts { get; init; }

    /// <summary>Why it could not be asked for.</summary>
    public Exception? Error { get; init; }

    /// <summary>Whether the source has it no longer.</summary>
    public bool IsGone { get; init; }
}
