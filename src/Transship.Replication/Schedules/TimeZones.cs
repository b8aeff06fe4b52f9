using System.Diagnostics.CodeAnalysis;

namespace Transship.Replication.Schedules;

/// <summary>Time zones by their names in the IANA database.</summary>
public static class TimeZones
{
    /// <summary>Finds a time zone.</summary>
    /// <param name="name">The name, as in <c>Europe/Berlin</c>; null or empty for UTC.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="error">Why it cannot be used, one sentence.</param>
    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (string.IsNullOrEmpty(name) || name is "UTC" or "Etc/UTC")
        {
            zone = TimeZoneInfo.Utc;
            return true;
        }

        // The name becomes a path below the database's folder.
        if (name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            return true;
        }

        zone = null;
        error = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
            ? $"The time zone \"{name}\" is not known; write a name of the IANA database, as in Europe/Berlin."
            : $"The time zone \"{name}\" cannot be looked up: this system has no time zone database; install the package tzdata.";
        return false;
    }
}
