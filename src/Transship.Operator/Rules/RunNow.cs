using System.Globalization;

namespace Transship.Operator.Rules;

/// <summary>
/// Tells a new value of the run-now annotation from one that was served. A mark is the count of values served and the fingerprint of the last: a value that
/// comes back later is new, and a repetition after a lost write gives the same mark.
/// </summary>
internal static class RunNow
{
    /// <summary>The mark of a value that is to be served; null for one that was.</summary>
    /// <param name="served">The mark of the value that was served last; null before the first.</param>
    /// <param name="asked">The annotation's value.</param>
    public static string? Next(string? served, string? asked)
    {
        if (string.IsNullOrEmpty(asked))
        {
            return null;
        }

        var fingerprint = RuleSummary.Fingerprint(asked);
        var parts = (served ?? "").Split('-', 2);
        if (parts[^1] == fingerprint)
        {
            return null;
        }

        // A count that somebody spoiled begins anew.
        var count = uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var known) && known < int.MaxValue ? known : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{count + 1}-{fingerprint}");
    }
}
