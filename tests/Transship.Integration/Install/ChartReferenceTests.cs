using System.Text.Json.Nodes;
using Transship.Embedded.Cel;
using Transship.Kubernetes.Manifests;

namespace Transship.Integration.Install;

/// <summary>What the chart's objects of kinds that a plain cluster does not serve refer to is there, and their expressions say what they should.</summary>
public sealed class ChartReferenceTests
{
    [Fact]
    public async Task ServiceMonitor_Everything_ChoosesTheMetricsServiceAndItsPort()
    {
        var manifests = await EverythingAsync();
        var monitor = One(manifests, "ServiceMonitor", "transship")["spec"]!;
        var service = One(manifests, "Service", "transship-metrics");

        var chosen = monitor["selector"]!["matchLabels"]!.AsObject();
        Assert.All(chosen, label => Assert.Equal(label.Value!.GetValue<string>(), service["metadata"]!["labels"]![label.Key]?.GetValue<string>()));
        Assert.NotEqual(chosen["app.kubernetes.io/service"]?.GetValue<string>(), One(manifests, "Service", "transship-events")["metadata"]!["labels"]!["app.kubernetes.io/service"]?.GetValue<string>());
        Assert.Equal(monitor["endpoints"]![0]!["port"]!.GetValue<string>(), service["spec"]!["ports"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task RoutesOfEvents_Everything_EndAtAPortOfTheContainer()
    {
        var manifests = await EverythingAsync();
        var port = One(manifests, "Service", "transship-events")["spec"]!["ports"]![0]!;
        var container = One(manifests, "Deployment", "transship")["spec"]!["template"]!["spec"]!["containers"]![0]!;

        var backend = One(manifests, "HTTPRoute", "transship-events")["spec"]!["rules"]![0]!["backendRefs"]![0]!;
        Assert.Equal("transship-events", backend["name"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(port["port"], backend["port"]));
        var ingress = One(manifests, "Ingress", "transship-events")["spec"]!["rules"]![0]!["http"]!["paths"]![0]!["backend"]!["service"]!;
        Assert.Equal("transship-events", ingress["name"]!.GetValue<string>());
        Assert.Equal(port["name"]!.GetValue<string>(), ingress["port"]!["name"]!.GetValue<string>());
        Assert.Contains(container["ports"]!.AsArray(), p => p!["name"]!.GetValue<string>() == port["targetPort"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"status":{"active":["nightly-29000000"]}}""", false)]
    [InlineData("""{"status":{"active":[]}}""", true)]
    [InlineData("""{"status":{}}""", true)]
    [InlineData("""{}""", true)]
    public async Task AdmissionPolicy_DeletionOfARule_OnlyWithoutARunInProgress(string rule, bool isAllowed)
    {
        var policy = One(await EverythingAsync(), "ValidatingAdmissionPolicy", "transship-rule-in-progress")["spec"]!["validations"]![0]!;
        var scope = new CelScope(CelValue.Of(JsonNode.Parse(rule), null));

        Assert.Equal(isAllowed, Evaluate(policy["expression"]!.GetValue<string>(), scope));
        if (!isAllowed)
        {
            Assert.Contains("nightly-29000000", (string)Evaluate(policy["messageExpression"]!.GetValue<string>(), scope)!, StringComparison.Ordinal);
        }
    }

    // The engine of resource definitions calls the object self.
    private static object? Evaluate(string expression, CelScope scope) =>
        CelProgram.Compile(expression.Replace("oldObject", "self", StringComparison.Ordinal)).Evaluate(scope);

    private static Task<IReadOnlyList<Manifest>> EverythingAsync() => Chart.RenderCombinationAsync("ns", "everything-values.yaml", "v1.32.0");

    private static JsonObject One(IEnumerable<Manifest> manifests, string kind, string name) =>
        Assert.Single(manifests, manifest => manifest.Kind == kind && manifest.Name == name).Content;
}
