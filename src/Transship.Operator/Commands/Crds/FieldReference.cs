using System.Text;
using System.Text.Json.Nodes;

namespace Transship.Operator.Commands.Crds;

/// <summary>The reference of a kind, in Markdown: every field of spec and status, from the same schema that the API server applies.</summary>
internal static class FieldReference
{
    /// <summary>Writes the tables of a resource definition.</summary>
    public static string Of(JsonObject definition)
    {
        var names = definition["spec"]!["names"]!;
        var version = definition["spec"]!["versions"]![0]!;
        var schema = version["schema"]!["openAPIV3Schema"]!;
        var shortNames = names["shortNames"]?.AsArray().Select(name => $"`{name!.GetValue<string>()}`") ?? [];
        var text = new StringBuilder();
        text.Append('`').Append(definition["spec"]!["group"]!.GetValue<string>()).Append('/').Append(version["name"]!.GetValue<string>()).Append("`, namespaced; in kubectl ");
        text.AppendJoin(", ", shortNames.Prepend($"`{names["plural"]!.GetValue<string>()}`")).Append(".\n");
        foreach (var part in (string[])["spec", "status"])
        {
            if (schema["properties"]![part] is not JsonObject fields)
            {
                continue;
            }

            text.Append("\n## ").Append(part).Append("\n\n").Append(Cell(Text(fields, "description"))).Append("\n\n| field | type | default | meaning |\n|---|---|---|---|\n");
            Rows(text, part, fields);
        }

        return text.ToString();
    }

    /// <summary>A table's cell: what Markdown would take for markup stays text.</summary>
    internal static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace('\n', ' ');

    private static void Rows(StringBuilder text, string path, JsonObject parent)
    {
        var required = parent["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (name, value) in parent["properties"]?.AsObject() ?? [])
        {
            var field = value!.AsObject();
            var element = field["items"] as JsonObject;
            var here = element is null ? $"{path}.{name}" : $"{path}.{name}[]";
            text.Append("| `").Append(here).Append("` | ").Append(Type(field)).Append(required.Contains(name) ? ", required" : "").Append(" | ")
                .Append(field["default"] is { } standard ? $"`{Cell(standard.ToJsonString())}`" : "").Append(" | ")
                .Append(Cell(string.Join(' ', new[] { Text(field, "description"), Allowed(element ?? field), Bounds(field) }.Where(part => part.Length > 0)))).Append(" |\n");
            Rows(text, here, element ?? field);
        }
    }

    private static string Type(JsonObject field) => field switch
    {
        _ when field["items"] is JsonObject element => $"list of {Type(element)}",
        _ when field["additionalProperties"] is JsonObject value => $"map to {Type(value)}",
        _ when field["x-kubernetes-int-or-string"] is not null => "integer or string",
        _ => Text(field, "format") is { Length: > 0 } format and "date-time" ? format : Text(field, "type"),
    };

    private static string Allowed(JsonObject field) => field["enum"] is JsonArray values
        ? $"One of {string.Join(", ", values.Select(value => $"`{value}`"))}."
        : "";

    private static string Bounds(JsonObject field) => string.Join(' ', new[]
    {
        Bound(field, "minimum", "At least {0}."), Bound(field, "maximum", "At most {0}."), Bound(field, "maxItems", "At most {0} of them."),
    }.Where(part => part.Length > 0));

    private static string Bound(JsonObject field, string name, string sentence) =>
        field[name] is { } value ? sentence.Replace("{0}", value.ToJsonString(), StringComparison.Ordinal) : "";

    private static string Text(JsonObject field, string name) => field[name]?.GetValue<string>() ?? "";
}
