using System.Text.Json.Nodes;
using Transship.Integration.Servers;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Servers;

namespace Transship.Integration.Install;

/// <summary>Every combination of values below ci/ renders to what a real API server takes.</summary>
[Collection(ControlPlaneCollection.Name)]
public sealed class ChartCombinationTests(ControlPlaneFixture fixture)
{
    // Kinds of other projects, or newer than the server that these tests run: ChartReferenceTests checks them.
    private static readonly string[] Unserved = ["ServiceMonitor", "PrometheusRule", "HTTPRoute", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

    private readonly ControlPlane _cluster = fixture.ControlPlane;

    public static TheoryData<string> Combinations => [.. Chart.Combinations];

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Render_Combination_ServerTakesEverything(string values)
    {
        var ns = await _cluster.CreateNamespaceAsync();

        var manifests = await Chart.RenderCombinationAsync(ns, values, await Chart.KubeVersionAsync(_cluster.Kubectl));

        var definitions = manifests.Where(manifest => manifest.Kind == "CustomResourceDefinition").ToList();
        var served = manifests.Except(definitions).Where(manifest => !Unserved.Contains(manifest.Kind)).ToList();
        Assert.Contains(served, manifest => manifest.Kind == "Deployment");
        await DryRunAsync(served, validate: true);
        if (definitions.Count > 0)
        {
            // An old server's schema lacks what these use, and the server ignores that.
            await DryRunAsync(definitions, validate: false);
        }
    }

    [Fact]
    public async Task Render_NamespacesOnly_AsksForNothingOfTheCluster()
    {
        var manifests = await Chart.RenderCombinationAsync("team", "namespaces-values.yaml", "v1.32.0");

        Assert.DoesNotContain(manifests, manifest => manifest.Kind.StartsWith("Cluster", StringComparison.Ordinal));
        Assert.Equal(["default", "kube-public", "team"], manifests.Where(manifest => manifest.Kind == "Role").Select(manifest => manifest.Namespace).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("replicas: 2", "replicas")]
    [InlineData("image: {pullPolicy: Sometimes}", "pullPolicy")]
    [InlineData("replicaCount: many", "replicaCount")]
    [InlineData("leaderElection: false", "leaderElection")]
    [InlineData("events: {ingress: {enabled: true, host: events.example.com}}", "events.enabled")]
    public async Task Render_ValuesThatMakeNoSense_SaysWhich(string values, string name)
    {
        var file = await Chart.ValuesAsync(values);

        var refusal = await Assert.ThrowsAsync<ToolFailedException>(() => Chart.RenderAsync("ns", file));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    private Task<string> DryRunAsync(IEnumerable<Manifest> manifests, bool validate) =>
        _cluster.Kubectl.DryRunAsync(string.Join('\n', manifests.Select(manifest => Judged(manifest).ToJsonString())), validate);

    /// <summary>A pod would be refused for its account, which a dry run does not create: what is judged is a template of the same content.</summary>
    private static JsonObject Judged(Manifest manifest) => manifest.Kind != "Pod" ? manifest.Content : new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PodTemplate",
        ["metadata"] = manifest.Content["metadata"]!.DeepClone(),
        ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = manifest.Content["metadata"]!["labels"]!.DeepClone() }, ["spec"] = manifest.Content["spec"]!.DeepClone() },
    };
}
