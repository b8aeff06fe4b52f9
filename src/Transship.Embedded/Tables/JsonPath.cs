using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Tables;

/// <summary>The part of JSONPath that printer columns use: members, indexes, <c>[*]</c> and filters like <c>[?(@.type=="Ready")]</c>.</summary>
internal sealed class JsonPath
{
    private readonly List<Func<JsonNode?, IEnumerable<JsonNode?>>> _steps = [];

    /// <summary>Parses a path.</summary>
    /// <param name="text">As in <c>.status.conditions[?(@.type=="Ready")].status</c>.</param>
    /// <exception cref="ArgumentException">The path cannot be understood.</exception>
    public static JsonPath Parse(string text)
    {
        var path = new JsonPath();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                var end = NextStep(text, at + 1);
                var name = text[(at + 1)..end].Replace("\\", "", StringComparison.Ordinal);
                if (name == "*")
                {
                    path._steps.Add(All);
                }
                else if (name.Length > 0)
                {
                    path._steps.Add(node => Member(node, name));
                }

                at = end;
            }
            else if (text[at] == '[')
            {
                var end = Closing(text, at);
                path._steps.Add(Bracket(text[(at + 1)..end].Trim(), text));
                at = end + 1;
            }
            else
            {
                throw new ArgumentException($"The JSONPath '{text}' must start with a dot.");
            }
        }

        return path;
    }

    public IReadOnlyList<JsonNode?> Find(JsonNode root)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (var step in _steps)
        {
            found = found.SelectMany(step);
        }

        return [.. found];
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Bracket(string inner, string text)
    {
        if (inner == "*")
        {
            return All;
        }

        if (inner.Length > 2 && inner[0] is '\'' or '"')
        {
            var name = inner[1..^1];
            return node => Member(node, name);
        }

        if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return node => node is JsonArray items && index < items.Count && -index <= items.Count
                ? [items[index < 0 ? items.Count + index : index]]
                : [];
        }

        if (inner.StartsWith("?(@", StringComparison.Ordinal) && inner[^1] == ')')
        {
            return Filter(inner[3..^1], text);
        }

        throw new ArgumentException($"The JSONPath '{text}' has a part that is not understood: [{inner}].");
    }

    private static Func<JsonNode?, IEnumerable<JsonNode?>> Filter(string condition, string text)
    {
        foreach (var op in new[] { "==", "!=" })
        {
            var at = condition.IndexOf(op, StringComparison.Ordinal);
            if (at > 0)
            {
                var left = Parse(condition[..at].Trim());
                var right = condition[(at + 2)..].Trim().Trim('"', '\'');
                return node => node is JsonArray items
                    ? items.Where(item => item is not null && (Text(left.Find(item)) == right) == (op == "=="))
                    : [];
            }
        }

        throw new ArgumentException($"The JSONPath '{text}' has a filter that is not understood: {condition}.");
    }

    private static string? Text(IReadOnlyList<JsonNode?> found) => found.Count == 0 ? null : found[0].AsString() ?? found[0]?.ToJsonString();

    private static IEnumerable<JsonNode?> Member(JsonNode? node, string name) =>
        node is JsonObject members && members.TryGetPropertyValue(name, out var value) ? [value] : [];

    private static IEnumerable<JsonNode?> All(JsonNode? node) => node switch
    {
        JsonArray items => items,
        JsonObject members => members.Select(member => member.Value),
        _ => [],
    };

    private static int NextStep(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] is '.' or '[' && text[i - 1] != '\\')
            {
                return i;
            }
        }

        return text.Length;
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        throw new ArgumentException($"The JSONPath '{text}' has a bracket that is not closed.");
    }
}
