using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Apply;

/// <summary>One step of a field path: a member (<c>f:</c>), an item by its keys (<c>k:</c>), by its value (<c>v:</c>) or by its index (<c>i:</c>).</summary>
/// <param name="Text">The step as managedFields has it; equal steps have equal texts.</param>
internal readonly record struct PathElement(string Text) : IComparable<PathElement>
{
    public bool IsField => Text.StartsWith("f:", StringComparison.Ordinal);

    public static PathElement Field(string name) => new("f:" + name);

    public static PathElement Keys(JsonObject keys) => new("k:" + WireJson.Text(keys));

    public static PathElement Value(JsonNode? value) => new("v:" + WireJson.Text(value));

    /// <summary>Reads a step of managedFields, with whatever spacing its writer used.</summary>
    public static PathElement Parse(string text)
    {
        if (text.Length > 2 && text[..2] is "k:" or "v:")
        {
            try
            {
                var node = JsonNode.Parse(text[2..]);
                return new PathElement(text[..2] + WireJson.Text(node is JsonObject keys ? Sorted(keys) : node));
            }
            catch (JsonException)
            {
                return new PathElement(text);
            }
        }

        return new PathElement(text);
    }

    public int CompareTo(PathElement other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>The step as it stands in messages, as in <c>.spec</c> or <c>[type="Ready"]</c>.</summary>
    public override string ToString()
    {
        if (IsField)
        {
            return "." + Text[2..];
        }

        return Text.StartsWith("k:", StringComparison.Ordinal) && JsonNode.Parse(Text[2..]) is JsonObject keys
            ? $"[{string.Join(',', keys.Select(key => $"{key.Key}={WireJson.Text(key.Value)}"))}]"
            : Text.StartsWith("v:", StringComparison.Ordinal) ? $"[={Text[2..]}]" : $"[{Text[2..]}]";
    }

    private static JsonObject Sorted(JsonObject keys)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in keys.OrderBy(key => key.Key, StringComparer.Ordinal))
        {
            sorted[name] = value is JsonValue whole && whole.AsLong() is { } number ? number : value?.DeepClone();
        }

        return sorted;
    }
}
