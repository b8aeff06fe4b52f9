using System.Globalization;

namespace Transship.Registry.Http;

/// <summary>When a server wants to be asked again: seconds, an HTTP date or an epoch. quirk 9</summary>
internal static class RetryAfterHeader
{
    private const long FirstPlausibleEpoch = 1_000_000_000;

    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var text = First(response, "Retry-After") ?? First(response, "X-Retry-After");
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= uint.MaxValue)
        {
            return NotNegative(number >= FirstPlausibleEpoch
                ? DateTimeOffset.FromUnixTimeSeconds((long)number) - now
                : TimeSpan.FromSeconds(number));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? NotNegative(date - now)
            : null;
    }

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
