using System.Net;
using System.Text.Json.Nodes;
using Transship.Testing.Charts;
using Transship.Testing.Files;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>Charts of a chart repository, pulled back from a real registry by a tool that knows nothing of us.</summary>
public abstract partial class ReplicationScenarios
{
    [Fact]
    public async Task Apply_ChartRepository_BringsEachChartByteForByteAndFindsItUpToDateLater()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await using var charts = await ChartServer.StartAsync(IPAddress.Parse(Cluster.Address));
        var app = charts.Add(PackagedChart.Create("app", "1.0.0+build.5"));
        var tool = charts.Add(PackagedChart.Create("tool", "0.2.0"));
        var signed = "-----BEGIN PGP SIGNED MESSAGE-----\n"u8.ToArray();
        charts.Files[$"/{app.FileName}.prov"] = signed;
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await Cluster.Kubectl.ApplyAsync(Scene.EndpointManifest("source", charts.Url).Replace("docker-registry", "helm-repository", StringComparison.Ordinal), scene.Namespace);
        await scene.ApplyRuleAsync("filters: [{type: resource, value: chart}]");

        var first = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the charts are copied");
        var requests = charts.Requests.All.Count(r => r.Path.EndsWith(".tgz", StringComparison.Ordinal));
        await Cluster.Kubectl.RunAsync(["annotate", "replicationrule", "everything", "transship.io/run-now=again", "-n", scene.Namespace]);
        var second = await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Manual" && e.Phase() == "Succeeded", "the second run succeeds");

        Assert.Equal((2, 2), (first.Count("succeeded"), second.Count("upToDate")));
        Assert.Equal(requests, charts.Requests.All.Count(r => r.Path.EndsWith(".tgz", StringComparison.Ordinal)));
        Assert.Equal([signed, app.Archive], await PulledAsync(scene, "mirror/app", "1.0.0_build.5", "provenance", "content"));
        Assert.Equal([tool.Archive], await PulledAsync(scene, "mirror/tool", "0.2.0", "content"));
    }

    [Fact]
    public async Task Apply_RuleToAChartRepository_SaysThatItIsASourceOnly()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await Cluster.Kubectl.ApplyAsync(
            Scene.EndpointManifest("destination", new Uri("https://charts.example.invalid")).Replace("docker-registry", "helm-repository", StringComparison.Ordinal), scene.Namespace);
        await scene.ApplyRuleAsync();

        await scene.WaitAsync("replicationrule/everything", "condition=Stalled");
        var rule = await scene.GetAsync("replicationrules", "everything");
        Assert.Equal("Unsupported", (string?)rule["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == "Stalled")!["reason"]);
    }

    private static async Task<byte[][]> PulledAsync(Scene scene, string repository, string tag, params string[] layers)
    {
        using var folder = new TemporaryFolder();
        var oras = new Tool(await Tool.LocateAsync("oras"));
        var manifest = JsonNode.Parse(await oras.RunAsync(["manifest", "fetch", "--plain-http", $"{scene.Destination.Address}/{repository}:{tag}"]))!;
        Assert.Equal("application/vnd.cncf.helm.config.v1+json", (string?)manifest["config"]!["mediaType"]);
        var pulled = new List<byte[]>();
        foreach (var kind in layers)
        {
            var layer = manifest["layers"]!.AsArray().Single(l => ((string)l!["mediaType"]!).StartsWith($"application/vnd.cncf.helm.chart.{kind}.v1", StringComparison.Ordinal))!;
            var file = Path.Combine(folder.Path, kind);
            await oras.RunAsync(["blob", "fetch", "--plain-http", "--output", file, $"{scene.Destination.Address}/{repository}@{layer["digest"]}"]);
            pulled.Add(await File.ReadAllBytesAsync(file));
        }

        Assert.Equal(layers.Length, manifest["layers"]!.AsArray().Count);
        return [.. pulled];
    }
}
