using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Transship.Replication.Versions;

/// <summary>
/// A version as tags carry it: semantic versioning 2.0, and leniently a leading v, fewer than three numbers, leading zeros, and an underscore in place of
/// the plus that tags cannot have (as Helm writes it). Build metadata does not count.
/// </summary>
internal sealed partial class SemanticVersion
{
    private readonly long[] _numbers;
    private readonly string[] _prerelease;

    private SemanticVersion(long major, long minor, long patch, string[] prerelease)
    {
        _numbers = [major, minor, patch];
        _prerelease = prerelease;
    }

    /// <summary>Whether the version comes before its release, as in <c>1.2.0-rc.1</c>.</summary>
    public bool IsPrerelease => _prerelease.Length > 0;

    /// <summary>The first number.</summary>
    public long Major => _numbers[0];

    /// <summary>The second number.</summary>
    public long Minor => _numbers[1];

    /// <summary>The third number.</summary>
    public long Patch => _numbers[2];

    /// <summary>Reads a version.</summary>
    /// <param name="text">The text, such as a tag.</param>
    /// <param name="version">The version; null when the text is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (Grammar().Match(text) is not { Success: true } match)
        {
            return false;
        }

        version = new SemanticVersion(Number("major"), Number("minor"), Number("patch"), match.Groups["pre"].Success ? match.Groups["pre"].Value.Split('.') : []);
        return true;

        long Number(string group) => match.Groups[group].Success ? long.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Precedence as semantic versioning 2.0 defines it (item 11).</summary>
    /// <param name="a">A version.</param>
    /// <param name="b">Another one.</param>
    public static int Compare(SemanticVersion a, SemanticVersion b)
    {
        var numbers = a._numbers.AsSpan().SequenceCompareTo(b._numbers);
        if (numbers != 0 || (!a.IsPrerelease && !b.IsPrerelease))
        {
            return numbers;
        }

        return a.IsPrerelease && b.IsPrerelease ? ComparePrereleases(a._prerelease, b._prerelease) : a.IsPrerelease ? -1 : 1;
    }

    /// <summary>The version in full, without build metadata.</summary>
    public override string ToString() => $"{Major}.{Minor}.{Patch}{(IsPrerelease ? $"-{string.Join('.', _prerelease)}" : "")}";

    /// <summary>The release of three numbers.</summary>
    public static SemanticVersion Release(long major, long minor, long patch) => new(major, minor, patch, []);

    /// <summary>The very first prerelease of a release: nothing lies between it and the release before.</summary>
    public static SemanticVersion First(long major, long minor, long patch) => new(major, minor, patch, ["0"]);

    /// <summary>The version that follows at once: nothing lies in between.</summary>
    public SemanticVersion Successor() =>
        IsPrerelease ? new SemanticVersion(Major, Minor, Patch, [.. _prerelease, "0"]) : First(Major, Minor, Patch + 1);

    private static int ComparePrereleases(string[] a, string[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (CompareIdentifiers(a[i], b[i]) is var order and not 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private static int CompareIdentifiers(string a, string b)
    {
        var (aIsNumber, bIsNumber) = (a.All(char.IsAsciiDigit), b.All(char.IsAsciiDigit));
        if (!aIsNumber || !bIsNumber)
        {
            return aIsNumber != bIsNumber ? (aIsNumber ? -1 : 1) : string.CompareOrdinal(a, b);
        }

        var (aDigits, bDigits) = (a.TrimStart('0'), b.TrimStart('0'));
        return aDigits.Length != bDigits.Length ? aDigits.Length.CompareTo(bDigits.Length) : string.CompareOrdinal(aDigits, bDigits);
    }

    [GeneratedRegex(
        @"\A[vV]?(?<major>[0-9]{1,18})(\.(?<minor>[0-9]{1,18})(\.(?<patch>[0-9]{1,18}))?)?(-(?<pre>[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?([+_][0-9A-Za-z._-]+)?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
