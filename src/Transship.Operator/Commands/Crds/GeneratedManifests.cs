using System.Text.Json.Nodes;
using Transship.Kubernetes.Manifests;

namespace Transship.Operator.Commands.Crds;

/// <summary>A generated manifest and the file that it belongs in.</summary>
internal sealed record GeneratedManifest(string FileName, string Yaml)
{
    /// <summary>The manifest as an object.</summary>
    public JsonObject Content => ManifestReader.Parse(Yaml, FileName)[0].Content;
}

/// <summary>What config/generator made of the types, as the program carries it.</summary>
internal static class GeneratedManifests
{
    /// <summary>The resource definitions.</summary>
    public static IReadOnlyList<GeneratedManifest> Crds() => Read("crds/");

    /// <summary>The operator's role in the cluster, and its role for the election in its own namespace.</summary>
    public static IReadOnlyList<GeneratedManifest> Roles() => Read("roles/");

    private static List<GeneratedManifest> Read(string folder)
    {
        var program = typeof(GeneratedManifests).Assembly;
        var manifests = new List<GeneratedManifest>();
        foreach (var name in program.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var text = new StreamReader(program.GetManifestResourceStream(name)!);
            manifests.Add(new GeneratedManifest(name[folder.Length..], text.ReadToEnd()));
        }

        return manifests;
    }
}
