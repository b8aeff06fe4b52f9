using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Operator.Plans;

namespace Transship.Operator.Commands.Logs;

/// <summary>A line of a log: of a task, or of what a dry run found.</summary>
/// <param name="Time">When, in the form that sorts; empty where the order of the lines is theirs.</param>
/// <param name="Text">The line as it is kept.</param>
/// <param name="Message">The line for people.</param>
internal sealed record LogLine(string Time, string Text, string Message)
{
    /// <summary>Reads a line; one that is no JSON is its own message.</summary>
    public static LogLine Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not JsonObject line ? new LogLine("", text, text)
                : PlanLine.Read(line) is { } plan ? new LogLine("", text, plan.ToString())
                : new LogLine(Field(line, "time"), text, $"{Field(line, "time")} {Field(line, "level"),-11} {Field(line, "task")} {Field(line, "message")}");
        }
        catch (JsonException)
        {
            return new LogLine("", text, text);
        }
    }

    /// <summary>The line for people.</summary>
    public override string ToString() => Message;

    private static string Field(JsonObject line, string name) => line[name]?.ToString() ?? "";
}
