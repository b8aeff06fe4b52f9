using System.Globalization;

namespace Transship.Api;

/// <summary>Byte counts as people read them: <c>0 B</c>, <c>12.3 MiB</c>, <c>1.5 GiB</c>.</summary>
public static class ByteCount
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

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
