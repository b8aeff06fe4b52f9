using System.Text.Json.Nodes;
using Transship.Kubernetes.Manifests;

namespace Transship.Kubernetes.Configuration;

/// <summary>A mapping of a kubeconfig that knows where it stands, so that errors can name file, line and field.</summary>
/// <param name="Content">The mapping.</param>
/// <param name="File">The file.</param>
/// <param name="Path">The path of the mapping within the file.</param>
/// <param name="Lines">The line of each field.</param>
internal sealed record KubeconfigNode(JsonObject Content, string File, string Path, IReadOnlyDictionary<string, int> Lines)
{
    /// <exception cref="KubernetesConfigException">The file is no kubeconfig.</exception>
    internal static KubeconfigNode Read(string file)
    {
        try
        {
            var documents = YamlDocuments.Read(System.IO.File.ReadAllText(file), file);
            return documents is [{ Root: JsonObject root } document]
                ? new KubeconfigNode(root, file, "", document.Lines)
                : throw new KubernetesConfigException($"{file}: this is no kubeconfig: one mapping with clusters, users and contexts is expected.");
        }
        catch (ManifestException e)
        {
            throw new KubernetesConfigException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigException($"{file}: the kubeconfig cannot be read: {e.Message}", e);
        }
    }

    internal KubernetesConfigException Error(string field, string problem, Exception? inner = null)
    {
        var path = Child(field);
        return new KubernetesConfigException(Lines.TryGetValue(path, out var line) || Lines.TryGetValue(Path, out line)
            ? $"{File}:{line}: {path}: {problem}"
            : $"{File}: {path}: {problem}", inner);
    }

    /// <summary>A text field; null where it is absent or empty.</summary>
    internal string? Text(string field) => Content[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length == 0 ? null : text,
        _ => throw Error(field, "text is expected."),
    };

    /// <summary>A list of texts; empty where it is absent.</summary>
    internal IReadOnlyList<string> Texts(string field) => Content[field] switch
    {
        null => [],
        JsonArray array => [.. array.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Error(field, "a list of texts is expected."))],
        _ => throw Error(field, "a list of texts is expected."),
    };

    internal bool Flag(string field) => Content[field] switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw Error(field, "true or false is expected."),
    };

    /// <summary>A file, relative to the kubeconfig; null where it is absent.</summary>
    internal string? FilePath(string field) =>
        Text(field) is { } path ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!, path) : null;

    internal KubeconfigNode? Mapping(string field) => Content[field] switch
    {
        null => null,
        JsonObject mapping => this with { Content = mapping, Path = Child(field) },
        _ => throw Error(field, "a mapping is expected."),
    };

    internal IEnumerable<KubeconfigNode> Sequence(string field) => Content[field] switch
    {
        null => [],
        JsonArray array => array.Select((item, i) => item is JsonObject mapping
            ? this with { Content = mapping, Path = $"{Child(field)}[{i}]" }
            : throw Error($"{field}[{i}]", "a mapping is expected.")),
        _ => throw Error(field, "a list is expected."),
    };

    private string Child(string field) => Path.Length == 0 ? field : $"{Path}.{field}";
}
