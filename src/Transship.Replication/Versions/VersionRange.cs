using System.Diagnostics.CodeAnalysis;
using Transship.Replication.Filters;

namespace Transship.Replication.Versions;

/// <summary>
/// A set of versions, as package managers write it: <c>&gt;=1.2 &lt;3</c>, <c>~1.4</c>, <c>^2.1</c>, <c>1.x</c>, <c>1.2 - 1.8</c>, <c>!=1.3.1</c>; conditions
/// next to each other (or with a comma) must all hold, of those with <c>||</c> between one must. Prereleases are in the set only where a
/// condition names one: <c>&gt;=1.2.0-0</c> lets them in.
/// </summary>
internal sealed class VersionRange
{
    private readonly IReadOnlyList<VersionConditions> _alternatives;

    private VersionRange(IReadOnlyList<VersionConditions> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a range.</summary>
    /// <param name="text">The range.</param>
    /// <param name="range">The range, read.</param>
    /// <param name="error">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out PatternError? error)
    {
        range = null;
        error = null;
        var alternatives = new List<VersionConditions>();
        var offset = 0;
        foreach (var alternative in text.Split("||"))
        {
            if (!VersionRangeReader.TryRead(alternative, offset, out var conditions, out error))
            {
                return false;
            }

            alternatives.Add(conditions);
            offset += alternative.Length + 2;
        }

        range = new VersionRange(alternatives);
        return true;
    }

    /// <summary>Whether a version is in the set.</summary>
    /// <param name="version">The version.</param>
    public bool Contains(SemanticVersion version) => _alternatives.Any(alternative => alternative.Contains(version));
}

/// <summary>Conditions that must all hold.</summary>
/// <param name="All">The conditions.</param>
/// <param name="NamesPrerelease">Whether one of them was written with a prerelease.</param>
internal sealed record VersionConditions(IReadOnlyList<VersionCondition> All, bool NamesPrerelease)
{
    /// <summary>Whether a version fits.</summary>
    /// <param name="version">The version.</param>
    public bool Contains(SemanticVersion version) => (NamesPrerelease || !version.IsPrerelease) && All.All(condition => condition.Holds(version));
}

/// <summary>A stretch of versions, or all but it.</summary>
/// <param name="From">The first version of the stretch; null for no beginning.</param>
/// <param name="Below">The first version beyond it; null for no end.</param>
/// <param name="IsNegated">Whether all others are meant.</param>
internal sealed record VersionCondition(SemanticVersion? From, SemanticVersion? Below, bool IsNegated = false)
{
    /// <summary>Whether a version fits.</summary>
    /// <param name="version">The version.</param>
    public bool Holds(SemanticVersion version) =>
        ((From is null || SemanticVersion.Compare(version, From) >= 0) && (Below is null || SemanticVersion.Compare(version, Below) < 0)) != IsNegated;
}
