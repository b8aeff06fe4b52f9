using System.Buffers;
using System.Globalization;
using System.Text;

namespace Transship.Api;

/// <summary>Durations as Kubernetes users write them: <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>500ms</c>.</summary>
public static class GoDuration
{
    /// <summary>The pattern that the schema holds such fields to.</summary>
    public const string Pattern = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$";

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> UnitCharacters = SearchValues.Create("mhs");

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>False when the text is no duration, or one that is too long to be told (over 10,000 days).</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var rest = (text ?? "").AsSpan();
        if (rest.IsEmpty)
        {
            return false;
        }

        var seconds = 0d;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAnyExcept(UnitCharacters);
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var known = Array.FindIndex(Units, u => u.Unit == unit);
            if (known < 0)
            {
                return false;
            }

            seconds += number * Units[known].Seconds;
            rest = rest[unit.Length..];
        }

        if (seconds > TimeSpan.FromDays(10_000).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Reads a duration that the schema has checked already.</summary>
    /// <param name="text">The text; null gives <paramref name="fallback"/>.</param>
    /// <param name="fallback">The duration where there is no text, or none that can be read.</param>
    public static TimeSpan ParseOr(string? text, TimeSpan fallback) => TryParse(text, out var duration) ? duration : fallback;

    /// <summary>Writes a duration in whole seconds, as in <c>1h2m3s</c>; below one second in milliseconds.</summary>
    /// <param name="duration">The duration; a negative one is written as <c>0s</c>.</param>
    public static string Format(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            return "0s";
        }

        if (duration < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (int)duration.TotalMilliseconds)}ms");
        }

        var text = new StringBuilder();
        var (hours, minutes, seconds) = ((long)duration.TotalHours, duration.Minutes, duration.Seconds);
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        }

        if (seconds > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds}s");
        }

        return text.ToString();
    }
}
