using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Selectors;

/// <summary>A field selector: fields that equal, or differ from, a value.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string[] Path, string Value, bool Equal)> _terms = [];

    /// <summary>The name that the selector asks for; null where it asks for none.</summary>
    public string? Name { get; private set; }

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Parses a selector.</summary>
    /// <param name="text">As in <c>metadata.name=web,spec.type!=x</c>; null and empty select everything.</param>
    /// <param name="kind">The kind, which says what fields may be named.</param>
    /// <exception cref="ApiException">The selector names a field that the kind does not offer (400).</exception>
    public static FieldSelector Parse(string? text, ResourceKind kind)
    {
        var selector = new FieldSelector();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw ApiErrors.BadRequest($"invalid field selector: {part}");
            }

            var differs = part[at - 1] == '!';
            var field = part[..(differs ? at - 1 : at)];
            var value = part[(at + 1)..].TrimStart('=');
            if (field is not ("metadata.name" or "metadata.namespace") && !kind.SelectableFields.Contains(field, StringComparer.Ordinal))
            {
                throw ApiErrors.BadRequest($"field label not supported: {field}");
            }

            selector._terms.Add((field.Split('.'), value, !differs));
            if (field == "metadata.name" && !differs)
            {
                selector.Name = value;
            }
        }

        return selector;
    }

    public bool Matches(JsonObject node) => _terms.TrueForAll(term => (Text(node.At(term.Path)) == term.Value) == term.Equal);

    private static string Text(JsonNode? value) => value is null ? "" : value.AsString() ?? (value is JsonObject source ? source["component"].AsString() ?? "" : value.ToJsonString());
}
