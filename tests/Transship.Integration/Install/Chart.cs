using System.Text.Json.Nodes;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Servers;

namespace Transship.Integration.Install;

/// <summary>The chart as Helm would render it for a release called transship.</summary>
internal static class Chart
{
    /// <summary>The values files below ci/.</summary>
    public static IEnumerable<string> Combinations =>
        Directory.EnumerateFiles(Checkout.PathTo("charts/transship/ci"), "*-values.yaml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    /// <summary>Renders it for a namespace, with options and values files; what cannot be rendered throws a <see cref="ToolFailedException"/>.</summary>
    public static Task<string> RenderAsync(string ns, params string[] arguments) =>
        new Tool(Checkout.PathTo("tests/chart/render.sh")).RunAsync([ns, .. arguments], timeout: TimeSpan.FromMinutes(5));

    /// <summary>Renders it with one of the values files below ci/.</summary>
    public static async Task<IReadOnlyList<Manifest>> RenderCombinationAsync(string ns, string values, string kubeVersion) =>
        [.. ManifestReader.Parse(await RenderAsync(ns, "--kube-version", kubeVersion, Checkout.PathTo($"charts/transship/ci/{values}")), values)];

    /// <summary>The version of a server, as options and values take it: what the chart renders follows it.</summary>
    public static async Task<string> KubeVersionAsync(Kubectl kubectl) =>
        JsonNode.Parse(await kubectl.RunAsync(["get", "--raw", "/version"]))!["gitVersion"]!.GetValue<string>();

    /// <summary>A file with values of a test's own.</summary>
    public static async Task<string> ValuesAsync(string values)
    {
        var folder = Directory.CreateDirectory(Checkout.PathTo("artifacts/chart-values"));
        var file = Path.Combine(folder.FullName, Path.ChangeExtension(Path.GetRandomFileName(), "yaml"));
        await File.WriteAllTextAsync(file, values);
        return file;
    }
}
