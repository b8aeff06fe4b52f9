using System.Text.Json.Nodes;

namespace Transship.Kubernetes.Manifests;

/// <summary>Reads Kubernetes objects from YAML and JSON files.</summary>
public static class ManifestReader
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long MaxFileBytes = 16 << 20;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The objects of a file, or of all YAML and JSON files that stand directly in a directory, by file name.</summary>
    /// <param name="path">The file or directory.</param>
    /// <exception cref="ManifestException">There is no such file, or one of them cannot be read.</exception>
    public static IReadOnlyList<Manifest> Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return ReadFile(path);
        }

        var files = Directory.EnumerateFiles(path)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
        return [.. files.SelectMany(ReadFile)];
    }

    /// <summary>The objects of a text: several YAML documents, or JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name that errors carry.</param>
    /// <exception cref="ManifestException">The text is no manifest.</exception>
    public static IReadOnlyList<Manifest> Parse(string text, string file)
    {
        var manifests = new List<Manifest>();
        foreach (var document in YamlDocuments.Read(text, file))
        {
            switch (document.Root)
            {
                case null:
                    break;
                case JsonObject content:
                    Add(manifests, content, document, file);
                    break;
                default:
                    throw new ManifestException(file, document.Line, "an object with apiVersion, kind and metadata is expected");
            }
        }

        return manifests;
    }

    private static List<Manifest> ReadFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
            {
                throw new ManifestException(file, 0, $"the file is larger than {MaxFileBytes >> 20} MiB");
            }

            return [.. Parse(File.ReadAllText(file), file)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException(file, 0, File.Exists(file) ? $"the file cannot be read: {e.Message}" : "there is no such file or directory", e);
        }
    }

    /// <summary>A v1 List stands for its items.</summary>
    private static void Add(List<Manifest> manifests, JsonObject content, YamlDocument document, string file)
    {
        if (content["apiVersion"]?.ToString() != "v1" || content["kind"]?.ToString() != "List")
        {
            manifests.Add(new Manifest(content, file, document.Line, document.Lines));
            return;
        }

        var items = content["items"] as JsonArray ?? [];
        for (var i = 0; i < items.Count; i++)
        {
            var prefix = $"items[{i}]";
            var line = document.Lines.GetValueOrDefault(prefix, document.Line);
            if (items[i] is not JsonObject item)
            {
                throw new ManifestException(file, line, $"{prefix}: an object is expected");
            }

            var lines = document.Lines
                .Where(entry => entry.Key.StartsWith(prefix + ".", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[(prefix.Length + 1)..], entry => entry.Value, StringComparer.Ordinal);
            manifests.Add(new Manifest((JsonObject)item.DeepClone(), file, line, lines));
        }
    }
}
