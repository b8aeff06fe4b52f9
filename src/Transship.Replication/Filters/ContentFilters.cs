namespace Transship.Replication.Filters;

/// <summary>The filters that look at what an artifact is, not at what it is called: labels, kind and age.</summary>
/// <param name="filters">The filters.</param>
internal sealed class ContentFilters(IReadOnlyList<ContentFilter> filters)
{
    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => filters.Count == 0;

    /// <summary>What of an artifact has to be known.</summary>
    public FactKinds Needs => filters.Aggregate(FactKinds.None, (needs, filter) => needs | filter.Needs);

    /// <summary>The first filter that leaves an artifact out, in words; null when it passes.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="now">The time that ages count from.</param>
    public string? Refusal(ArtifactFacts facts, DateTimeOffset now) =>
        filters.FirstOrDefault(filter => filter.IsMatch(facts, now) == filter.Excludes)?.Name;
}

/// <summary>One filter of contents.</summary>
/// <param name="IsMatch">Whether an artifact is what the filter looks for, at a time.</param>
/// <param name="Excludes">Whether what matches is left out.</param>
/// <param name="Needs">What of the artifact has to be known.</param>
/// <param name="Name">Its place in the rule and what it says, for people.</param>
internal sealed record ContentFilter(Func<ArtifactFacts, DateTimeOffset, bool> IsMatch, bool Excludes, FactKinds Needs, string Name);
