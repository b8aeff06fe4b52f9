using System.Globalization;

namespace Transship.Embedded.Cel;

/// <summary>Functions that make a value of another type.</summary>
internal static class CelConversions
{
    public static bool TryConvert(string name, object? value, out object? converted)
    {
        converted = name switch
        {
            "dyn" => value,
            "type" => CelValue.TypeOf(value),
            "int" or "uint" => Int(value),
            "double" => Double(value),
            "string" => Text(value),
            "bool" => Bool(value),
            "duration" when value is string text => CelDuration.TryParse(text, out var duration) ? duration : throw new CelException($"type conversion error: '{text}' is no duration"),
            "timestamp" when value is string text => Timestamp(text),
            "url" when value is string text => CelUrls.TryParse(text) ?? throw new CelException($"URL parse error during conversion from string: {text}"),
            "isURL" when value is string text => CelUrls.TryParse(text) is not null,
            _ => null,
        };
        return converted is not null || name == "dyn";
    }

    private static long Int(object? value) => value switch
    {
        long whole => whole,
        double real when real is > -9.2e18 and < 9.2e18 => (long)real,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        _ => throw new CelException($"type conversion error from '{CelValue.TypeOf(value)}' to 'int'"),
    };

    private static double Double(object? value) => value switch
    {
        double real => real,
        long whole => (double)whole,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => throw new CelException($"type conversion error from '{CelValue.TypeOf(value)}' to 'double'"),
    };

    private static string Text(object? value) => value switch
    {
        string text => text,
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        TimeSpan duration => $"{duration.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        _ => throw new CelException($"type conversion error from '{CelValue.TypeOf(value)}' to 'string'"),
    };

    private static bool Bool(object? value) => value switch
    {
        bool flag => flag,
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        _ => throw new CelException($"type conversion error from '{CelValue.TypeOf(value)}' to 'bool'"),
    };

    private static DateTimeOffset Timestamp(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw new CelException($"type conversion error: '{text}' is no timestamp");
}
