using System.Text.Json.Nodes;

namespace Transship.Kubernetes.Manifests;

/// <summary>Reads YAML of another program, whose scalars mean what that program takes them for: 1.10 is a version there, and no number.</summary>
public static class YamlTexts
{
    /// <summary>The first document of a text, with aliases and merge keys resolved. Scalars stay the texts that they are; those that say null are null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name that errors carry.</param>
    /// <returns>The content; null for an empty document.</returns>
    /// <exception cref="ManifestException">The text is no YAML.</exception>
    public static JsonNode? Read(string text, string file) => YamlDocuments.Read(text, file, YamlScalar.Text) is [var first, ..] ? first.Root : null;
}
