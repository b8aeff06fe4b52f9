using System.Globalization;

namespace Transship.Registry.Blobs;

/// <summary>Reads the Range header of an upload's status: inclusive, with or without a unit. quirk 24</summary>
internal static class UploadRange
{
    /// <summary>The offset of the next byte. <c>0-0</c> is read as empty: sending one byte again is refused, a missing byte is not.</summary>
    public static long? Offset(string? range)
    {
        var text = (range ?? "").Replace("bytes", "", StringComparison.OrdinalIgnoreCase).Trim(' ', '=');
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !long.TryParse(text.AsSpan(dash + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            return null;
        }

        return last <= 0 ? 0 : last + 1;
    }
}
