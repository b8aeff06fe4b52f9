using Transship.Replication.Filters;

namespace Transship.Replication.Planning;

/// <summary>What the listing of a registry that lists artifacts tells of a tag.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">What it stands for; null where the listing does not tell.</param>
/// <param name="Facts">What else the listing tells.</param>
public sealed record ListedTag(string Tag, string? Digest, ArtifactFacts Facts);
