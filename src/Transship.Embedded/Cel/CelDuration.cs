using System.Globalization;
using System.Text.RegularExpressions;

namespace Transship.Embedded.Cel;

/// <summary>Durations as Go writes them, such as <c>1h30m</c>.</summary>
internal static partial class CelDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        var match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var seconds = 0d;
        foreach (Match part in Part().Matches(text))
        {
            seconds += double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) * part.Groups["unit"].Value switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 1e-3,
                "us" or "µs" => 1e-6,
                _ => 1e-9,
            };
        }

        if (seconds > TimeSpan.MaxValue.TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(text[0] == '-' ? -seconds : seconds);
        return true;
    }

    [GeneratedRegex(@"\A[-+]?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]*)?)(?<unit>ns|us|µs|ms|s|m|h)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
