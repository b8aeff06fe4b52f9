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

        var served = manifests.Where(manifest => !Unserved.Contains(manifest.Kind)).ToList();
        Assert.Contains(served, manifest => manifest.Kind == "Deployment");
        await _cluster.Kubectl.DryRunAsync(string.Join('\n', served.Select(manifest => Judged(manifest).ToJsonString())));
    }

    /// <summary>Helm judges definitions by the fields that the server knows, and refuses those that an old server would ignore.</summary>
    [Theory]
    [InlineData("v1.22.17", "x-kubernetes-validations", "selectableFields")]
    [InlineData("v1.23.0-eks-1", "selectableFields")]
    [InlineData("v1.29.15", "selectableFields")]
    [InlineData("v1.30.0")]
    public async Task Render_ServerOfThatVersion_DefinitionsHaveWhatItKnows(string version, params string[] unknown)
    {
        var rendered = Definitions(await Chart.RenderAsync("ns", "--kube-version", version));

        var expected = Definitions(string.Join("\n---\n", Directory.EnumerateFiles(Checkout.PathTo("config/crd/bases")).Select(File.ReadAllText)));
        foreach (var definition in expected.Values)
        {
            Remove(definition, unknown);
        }

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), rendered.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, definition => Assert.True(JsonNode.DeepEquals(definition.Value, rendered[definition.Key]), definition.Key));
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

    private static Dictionary<string, JsonNode> Definitions(string manifests) =>
        ManifestReader.Parse(manifests, "chart").Where(manifest => manifest.Kind == "CustomResourceDefinition").ToDictionary(manifest => manifest.Name, manifest => manifest.Content["spec"]!);

    private static void Remove(JsonNode? node, string[] names)
    {
        if (node is JsonObject fields)
        {
            foreach (var name in names)
            {
                fields.Remove(name);
            }
        }

        var children = node switch { JsonObject o => o.Select(field => field.Value), JsonArray array => array, _ => [] };
        foreach (var child in children)
        {
            Remove(child, names);
        }
    }

    /// <summary>A pod would be refused for its account, which a dry run does not create: what is judged is a template of the same content.</summary>
    private static JsonObject Judged(Manifest manifest) => manifest.Kind != "Pod" ? manifest.Content : new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PodTemplate",
        ["metadata"] = manifest.Content["metadata"]!.DeepClone(),
        ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = manifest.Content["metadata"]!["labels"]!.DeepClone() }, ["spec"] = manifest.Content["spec"]!.DeepClone() },
    };
}
