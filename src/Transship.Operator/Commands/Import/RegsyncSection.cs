using System.Text.Json.Nodes;

namespace Transship.Operator.Commands.Import;

/// <summary>A mapping of a regsync file that knows which of its settings were read: what nobody read was not taken over.</summary>
internal sealed class RegsyncSection(string path, JsonObject content)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Where it stands in the file, as in <c>sync[2]</c>.</summary>
    public string Path => path;

    /// <summary>The settings that nobody read.</summary>
    public IEnumerable<string> Untaken => content.Select(member => member.Key).Where(name => !_taken.Contains(name)).Select(name => path.Length == 0 ? name : $"{path}.{name}");

    /// <summary>A scalar; null where it is absent or something else.</summary>
    public string? Take(string name) => Text(Value(name));

    /// <summary>A list of scalars, or a single one; empty where it is absent.</summary>
    public IReadOnlyList<string> TakeList(string name) => Value(name) switch
    {
        JsonArray items => [.. items.Select(Text).OfType<string>()],
        var single => Text(single) is { } text ? [text] : [],
    };

    /// <summary>A mapping below; an empty one where it is absent.</summary>
    public RegsyncSection Section(string name) => new($"{path}.{name}".TrimStart('.'), Value(name) as JsonObject ?? []);

    /// <summary>The mappings of a list.</summary>
    public IReadOnlyList<RegsyncSection> Sections(string name) => Value(name) is JsonArray items
        ? [.. items.Select((item, i) => new RegsyncSection($"{name}[{i}]", item as JsonObject ?? []))]
        : [];

    private JsonNode? Value(string name)
    {
        _taken.Add(name);
        return content[name];
    }

    private static string? Text(JsonNode? value) => (value as JsonValue)?.GetValue<string>();
}
