using System.Text.Json.Nodes;
using Transship.Integration.Servers;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Files;
using Transship.Testing.Servers;

namespace Transship.Integration.Install;

/// <summary>Endpoints and rules given as values of the chart: what its Jobs run, as the account that they run as, on a real API server.</summary>
[Collection(ControlPlaneCollection.Name)]
public sealed class ChartReplicationTests(ControlPlaneFixture fixture) : IDisposable
{
    private const string Values = """
        fullnameOverride: whole
        crds: {enabled: false}
        endpoints:
          hub: {url: "http://127.0.0.1:1"}
          harbor: {url: "http://127.0.0.1:2", credentials: {secretRef: {name: harbor}}}
        rules:
          base-images: &rule
            source: {endpointRef: {name: hub}}
            destinations: [{endpointRef: {name: harbor}, namespace: mirror}]
          more-images: *rule
        endpointSecrets:
          harbor: {username: replicator, password: secret}
        """;

    private readonly ControlPlane _cluster = fixture.ControlPlane;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_ValuesComeAndGo_EndpointsAndRulesFollow()
    {
        var ns = await _cluster.CreateNamespaceAsync();
        await _cluster.Kubectl.ApplyAsync("apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {name: by-hand}\nspec: {url: 'http://127.0.0.1:3'}\n", ns);

        var first = await InstallAsync(ns, Values);
        Assert.Equal("ReplicationRule more-images is applied", (await RunJobAsync(first, "whole-replication-apply", ns)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(["by-hand", "harbor", "hub"], await NamesAsync("endpoints.transship.io", ns));
        Assert.Equal(["base-images", "more-images"], await NamesAsync("replicationrules", ns));
        Assert.Equal("kubernetes.io/basic-auth", await _cluster.Kubectl.RunAsync(["get", "secret", "harbor", "-n", ns, "-o", "jsonpath={.type}"]));

        var second = await InstallAsync(ns, Values.Replace("  more-images: *rule\n", "", StringComparison.Ordinal));
        Assert.Contains("ReplicationRule more-images is removed", await RunJobAsync(second, "whole-replication-apply", ns), StringComparison.Ordinal);
        Assert.Equal(["base-images"], await NamesAsync("replicationrules", ns));

        await RunJobAsync(second, "whole-replication-remove", ns);
        Assert.Empty(await NamesAsync("replicationrules", ns));
        Assert.Equal(["by-hand"], await NamesAsync("endpoints.transship.io", ns));
    }

    [Fact]
    public async Task Job_SpecThatTheServerRefuses_SaysWhereAndRemovesNothing()
    {
        var ns = await _cluster.CreateNamespaceAsync();
        var good = await InstallAsync(ns, Values);
        await RunJobAsync(good, "whole-replication-apply", ns);

        var bad = await InstallAsync(ns, Values.Replace("endpointRef: {name: hub}", "endpointRef: hub", StringComparison.Ordinal).Replace("  harbor: {url", "  other: {url", StringComparison.Ordinal));
        var refusal = await Assert.ThrowsAsync<ToolFailedException>(() => RunJobAsync(bad, "whole-replication-apply", ns));

        Assert.Contains("ReplicationRule base-images: spec.source.endpointRef: Invalid value", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("harbor", await NamesAsync("endpoints.transship.io", ns));
    }

    [Fact]
    public async Task Render_RulesOutsideOfWatchNamespaces_SaysSo()
    {
        var values = await Chart.ValuesAsync(Values + "\nwatchNamespaces: [elsewhere]\n");

        var refusal = await Assert.ThrowsAsync<ToolFailedException>(() => Chart.RenderAsync("ns", values));

        Assert.Contains("which is none of watchNamespaces", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Installs all of the chart but its hooks, as Helm does before they run.</summary>
    private async Task<IReadOnlyList<Manifest>> InstallAsync(string ns, string values)
    {
        var rendered = await Chart.RenderAsync(ns, "--kube-version", await Chart.KubeVersionAsync(_cluster.Kubectl), await Chart.ValuesAsync(values));
        var manifests = ManifestReader.Parse(rendered, "chart");
        await _cluster.Kubectl.ApplyAsync(string.Join('\n', manifests.Where(m => m.Content["metadata"]!["annotations"]?["helm.sh/hook"] is null).Select(m => m.Content.ToJsonString())));
        return manifests;
    }

    /// <summary>Runs what a Job would, with its arguments, its mounted file and the rights of its account.</summary>
    private async Task<string> RunJobAsync(IReadOnlyList<Manifest> manifests, string name, string ns)
    {
        var pod = manifests.Single(m => m.Kind == "Job" && m.Name == name).Content["spec"]!["template"]!["spec"]!;
        var mounted = (string)manifests.Single(m => m.Kind == "ConfigMap" && m.Name == "whole-replication").Content["data"]!["replication.yaml"]!;
        var file = _folder.Write("replication.yaml", mounted);
        var arguments = pod["containers"]![0]!["args"]!.AsArray().Select(a => ((string)a!).Replace("/etc/transship/replication.yaml", file, StringComparison.Ordinal)).ToList();
        var transship = new Tool("dotnet", [Path.Combine(AppContext.BaseDirectory, "transship.dll")], new Dictionary<string, string>());
        return await transship.RunAsync([.. arguments, "--kubeconfig", await KubeconfigAsync((string)pod["serviceAccountName"]!, ns)]);
    }

    private async Task<string> KubeconfigAsync(string account, string ns)
    {
        var config = JsonNode.Parse(await _cluster.Kubectl.RunAsync(["config", "view", "--minify", "--flatten", "--raw", "-o", "json"]))!;
        config["users"]![0]!["user"] = new JsonObject { ["token"] = (await _cluster.Kubectl.RunAsync(["create", "token", account, "-n", ns])).Trim() };
        return _folder.Write("kubeconfig", config.ToJsonString());
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string resource, string ns) =>
        [.. (await _cluster.Kubectl.RunAsync(["get", resource, "-n", ns, "-o", "jsonpath={.items[*].metadata.name}"])).Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
