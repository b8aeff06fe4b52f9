namespace Transship.Embedded.Tables;

/// <summary>Durations as kubectl shows them: two units at most, the second only while it matters.</summary>
internal static class HumanDuration
{
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        switch (seconds)
        {
            case < -1:
                return "<invalid>";
            case < 0:
                return "0s";
            case < 120:
                return $"{seconds}s";
        }

        var minutes = seconds / 60;
        if (minutes < 180)
        {
            return minutes < 10 && seconds % 60 != 0 ? $"{minutes}m{seconds % 60}s" : $"{minutes}m";
        }

        var hours = minutes / 60;
        if (hours < 48)
        {
            return hours < 8 && minutes % 60 != 0 ? $"{hours}h{minutes % 60}m" : $"{hours}h";
        }

        var days = hours / 24;
        if (days < 8)
        {
            return hours % 24 == 0 ? $"{days}d" : $"{days}d{hours % 24}h";
        }

        var years = days / 365;
        return years switch
        {
            < 2 => $"{days}d",
            < 8 when days % 365 != 0 => $"{years}y{days % 365}d",
            _ => $"{years}y",
        };
    }
}
