using System.Globalization;
using System.Text.Json;

namespace Transship.Kubernetes.Serialization;

internal static class Rfc3339
{
    /// <summary>Reads any number of fraction digits, Z or an offset, upper or lower case.</summary>
    /// <exception cref="JsonException">The text is no RFC 3339 time.</exception>
    internal static DateTimeOffset Parse(string? text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var trimmed = TrimFraction(text ?? "");
        return DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, Styles, out var time)
            ? time
            : throw new JsonException($"'{text}' is no RFC 3339 time");
    }

    /// <summary>.NET reads seven digits of a second; a server may write nine.</summary>
    private static string TrimFraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot - 1 <= 7 ? text : string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
    }
}
