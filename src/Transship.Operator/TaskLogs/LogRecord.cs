using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Transship.Operator.TaskLogs;

/// <summary>A line of a log as one JSON object: time, level and message, then the fields of its scope and those of its message.</summary>
internal static class LogRecord
{
    private const int MaxMessageLength = 2048;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line, without its end.</summary>
    /// <param name="time">When.</param>
    /// <param name="level">How bad.</param>
    /// <param name="message">For people; cut where it is very long.</param>
    /// <param name="fields">For programs; of two of one name the first counts.</param>
    public static string Write(DateTimeOffset time, LogLevel level, string message, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var line = new JsonObject
        {
            ["time"] = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["level"] = level.ToString(),
            ["message"] = message.Length <= MaxMessageLength ? message : message[..MaxMessageLength],
        };
        foreach (var (key, value) in fields)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(key);
            if (value is not null && key != "{OriginalFormat}" && !line.ContainsKey(name))
            {
                line[name] = value switch
                {
                    int number => number,
                    long number => number,
                    _ => Convert.ToString(value, CultureInfo.InvariantCulture),
                };
            }
        }

        return line.ToJsonString(Plain);
    }
}
