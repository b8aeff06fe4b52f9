namespace Transship.Replication.Versions;

/// <summary>A version in a condition, which may leave out numbers: <c>1</c> and <c>1.x</c> stand for every 1.</summary>
/// <param name="Lowest">The version, with zeros for what is left out.</param>
/// <param name="Numbers">How many numbers were written, 0 to 3.</param>
internal sealed record PartialVersion(SemanticVersion Lowest, int Numbers)
{
    /// <summary>The version where it was written in full.</summary>
    public SemanticVersion? Exact => Numbers == 3 ? Lowest : null;

    /// <summary>The stretch that an operator makes of it.</summary>
    /// <param name="comparison">The operator; empty for equal.</param>
    public VersionCondition Under(string comparison) => comparison switch
    {
        ">=" => new VersionCondition(Lowest, null),
        ">" => Beyond is null ? new VersionCondition(null, null, IsNegated: true) : new VersionCondition(Beyond, null),
        "<" => new VersionCondition(null, Exact ?? SemanticVersion.First(Lowest.Major, Lowest.Minor, Lowest.Patch)),
        "<=" => new VersionCondition(null, Beyond),
        "!=" => new VersionCondition(Lowest, Beyond, IsNegated: true),
        "~" => new VersionCondition(Lowest, Numbers < 2 ? Beyond : SemanticVersion.First(Lowest.Major, Lowest.Minor + 1, 0)),
        "^" => new VersionCondition(Lowest, Numbers == 0 ? null : NextBreaking),
        _ => new VersionCondition(Lowest, Beyond),
    };

    // The first version that the written numbers do not stand for; null when they stand for all.
    private SemanticVersion? Beyond => Numbers switch
    {
        0 => null,
        1 => SemanticVersion.First(Lowest.Major + 1, 0, 0),
        2 => SemanticVersion.First(Lowest.Major, Lowest.Minor + 1, 0),
        _ => Lowest.Successor(),
    };

    // The leftmost number that is not zero may not change; of 0.0 and 0 the last that was written.
    private SemanticVersion NextBreaking => (Lowest.Major, Lowest.Minor, Numbers) switch
    {
        ( > 0, _, _) or (_, _, 1) => SemanticVersion.First(Lowest.Major + 1, 0, 0),
        (_, > 0, _) or (_, _, 2) => SemanticVersion.First(0, Lowest.Minor + 1, 0),
        _ => SemanticVersion.First(0, 0, Lowest.Patch + 1),
    };
}
