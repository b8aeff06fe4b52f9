using System.Globalization;

namespace Transship.Api;

/// <summary>Byte counts as people read them, <c>0 B</c>, <c>12.3 MiB</c>, <c>1.5 GiB</c>, and as they write them: <c>10Mi</c>, <c>500k</c>, <c>1048576</c>.</summary>
public static class ByteCount
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    private static readonly (string Suffix, long Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000), ("", 1),
    ];

    /// <summary>Reads a count that is written as a Kubernetes quantity.</summary>
    /// <param name="text">A whole number with or without a suffix.</param>
    /// <returns>The bytes, at least one; null where the text is no such count.</returns>
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

    /// <summary>Writes a count with a binary unit and at most one digit behind the point.</summary>
    /// <param name="bytes">The count in bytes.</param>
    public static string Format(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= (unit == 0 ? 1024 : 1023.95) && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}
