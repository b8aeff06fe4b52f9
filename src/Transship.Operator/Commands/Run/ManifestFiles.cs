using Transship.Kubernetes.Manifests;

namespace Transship.Operator.Commands.Run;

/// <summary>The manifests that a command was given.</summary>
internal static class ManifestFiles
{
    /// <summary>Reads a file or a folder.</summary>
    /// <exception cref="ManifestException">A file cannot be read, or there is no manifest at all.</exception>
    public static IReadOnlyList<Manifest> Read(string path)
    {
        var manifests = ManifestReader.Read(path);
        return manifests.Count > 0 ? manifests : throw new ManifestException(
            path, 0, Directory.Exists(path) ? "no file in this folder holds a manifest: name one with *.yaml, *.yml or *.json files" : "the file holds no manifest");
    }

    /// <summary>What keeps a manifest from being applied, whatever its kind: a line each.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<Manifest> manifests, string defaultNamespace)
    {
        foreach (var nameless in manifests.Where(m => m.Name.Length == 0))
        {
            yield return $"{nameless.File}:{nameless.LineOf("metadata")}: {nameless.Kind}: metadata.name is missing.";
        }

        foreach (var same in manifests.Where(m => m.Name.Length > 0).GroupBy(m => (m.Kind, m.Namespace ?? defaultNamespace, m.Name)))
        {
            foreach (var again in same.Skip(1))
            {
                yield return $"{again} is there already, at {same.First().File}:{same.First().Line}: remove one, or give it another name.";
            }
        }
    }
}
