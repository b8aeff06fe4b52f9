using System.Text.Json.Nodes;

namespace Transship.Kubernetes.Manifests;

/// <summary>One object of a manifest file, with the place where it stands.</summary>
public sealed class Manifest
{
    private readonly IReadOnlyDictionary<string, int> _lines;

    internal Manifest(JsonObject content, string file, int line, IReadOnlyDictionary<string, int> lines)
    {
        Content = content;
        File = file;
        Line = line;
        _lines = lines;
    }

    /// <summary>The object as it was written; scalars are typed.</summary>
    public JsonObject Content { get; }

    /// <summary>The file, as it was named to the reader.</summary>
    public string File { get; }

    /// <summary>The line on which the object begins, from 1.</summary>
    public int Line { get; }

    /// <summary>Group and version; empty where none is given.</summary>
    public string ApiVersion => Text(Content, "apiVersion");

    /// <summary>The kind; empty where none is given.</summary>
    public string Kind => Text(Content, "kind");

    /// <summary>The name; empty where none is given.</summary>
    public string Name => Text(Content["metadata"] as JsonObject, "name");

    /// <summary>The namespace; null where none is given.</summary>
    public string? Namespace => Text(Content["metadata"] as JsonObject, "namespace") is { Length: > 0 } name ? name : null;

    /// <summary>The line of a field, or of the nearest field above it that is written.</summary>
    /// <param name="fieldPath">The path, as in <c>spec.filters[0].value</c>.</param>
    public int LineOf(string fieldPath)
    {
        var path = fieldPath.TrimStart('.');
        while (path.Length > 0)
        {
            if (_lines.TryGetValue(path, out var line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return Line;
    }

    /// <summary>File, line, kind and name, as in <c>rules.yaml:7: ReplicationRule nightly</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {Kind} {Name}";

    private static string Text(JsonObject? parent, string field) =>
        parent?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
