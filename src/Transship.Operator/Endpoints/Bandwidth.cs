using System.Globalization;

namespace Transship.Operator.Endpoints;

/// <summary>Reads bytes per second as Kubernetes quantities: <c>10Mi</c>, <c>500k</c>, <c>1048576</c>.</summary>
internal static class Bandwidth
{
    private static readonly (string Suffix, long Factor)[] Suffixes =
        [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];

    /// <summary>An equal part of a rate; null where there is none.</summary>
    /// <param name="text">The whole rate.</param>
    /// <param name="parts">How many share it.</param>
    public static string? Share(string? text, int parts) =>
        Parse(text) is { } whole ? Math.Max(1, whole / parts).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The bytes per second, or null where the text is none.</summary>
    public static long? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var (suffix, factor) = Array.Find(Suffixes, s => text.EndsWith(s.Suffix, StringComparison.Ordinal));
        var digits = text.AsSpan(0, text.Length - suffix.Length);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= long.MaxValue / factor
            ? number * factor
            : null;
    }
}
