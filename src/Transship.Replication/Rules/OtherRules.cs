namespace Transship.Replication.Rules;

/// <summary>What other rules bring to the destinations of a rule: its deletions leave that alone.</summary>
/// <param name="source">The registry that the rule reads.</param>
/// <param name="registries">The registry of each destination endpoint of the rule.</param>
/// <param name="paths">The paths of the other rules.</param>
public sealed class OtherRules(string source, IReadOnlyDictionary<string, string> registries, IReadOnlyList<ReplicationPath> paths)
{
    /// <summary>There are none.</summary>
    public static OtherRules None { get; } = new("", new Dictionary<string, string>(), []);

    /// <summary>The rule that may have brought something to a destination.</summary>
    /// <param name="repository">The repository of the source that the rule itself brings there.</param>
    /// <param name="endpoint">The destination endpoint.</param>
    /// <param name="destinationRepository">The repository at the destination.</param>
    /// <param name="tag">The tag; null for an artifact without one.</param>
    /// <returns>Its name; null when no other rule brings it.</returns>
    public string? BringerOf(string repository, string endpoint, string destinationRepository, string? tag) => registries.TryGetValue(endpoint, out var registry)
        ? paths.FirstOrDefault(path => path.Destination == registry && path.Filters.MatchesTag(tag) && Brings(path, repository, destinationRepository))?.Rule
        : null;

    /// <summary>A rule that brings the very same repository of the same source misses it there too. Of one that flattens, names do not tell where they come from.</summary>
    private bool Brings(ReplicationPath path, string repository, string destinationRepository) => path.Mapping.IsInjective
        ? path.Mapping.Invert(destinationRepository) is { } from && path.Filters.MatchesRepository(from) && (path.Source != source || from != repository)
        : destinationRepository.StartsWith(path.Mapping.Prefix, StringComparison.Ordinal);
}
