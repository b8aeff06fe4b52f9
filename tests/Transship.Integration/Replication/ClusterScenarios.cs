using System.Net;
using Transship.Integration.Clusters;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>What is the same wherever the work of a run is done: declarations, triggers, events, the operator's end.</summary>
public abstract partial class ClusterScenarios(ICluster cluster) : ReplicationScenarios(cluster)
{
    [Fact]
    public async Task Endpoint_WithAWrongPassword_SaysAuthenticationFailed()
    {
        var options = new DistributionRegistryOptions { Credentials = new NetworkCredential("robot", "right") };
        await using var scene = await Scene.SetAsync(Cluster, options);
        scene.StartOperator();
        await Cluster.Kubectl.RunAsync(
            ["create", "secret", "generic", "login", "-n", scene.Namespace, "--type=kubernetes.io/basic-auth", "--from-literal=username=robot", "--from-literal=password=wrong-one"]);
        await scene.ApplyEndpointsAsync(destinationSpec: "credentials: {secretRef: {name: login}}");

        var endpoint = await scene.UntilAsync("endpoints", list => list.FirstOrDefault(e => e.Reason("Ready") == "AuthenticationFailed"), "the endpoint says so");

        Assert.DoesNotContain("wrong-one", endpoint.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("destination", (string?)endpoint["metadata"]!["name"]);
    }

    [Fact]
    public async Task Endpoint_WithTheRightPassword_ReplicatesAndTellsItNowhere()
    {
        var options = new DistributionRegistryOptions { Credentials = new NetworkCredential("robot", "right-and-nobody-elses") };
        await using var scene = await Scene.SetAsync(Cluster, options);
        var image = await scene.Source.SeedAsync("index", "team/app", "1.0");
        var running = scene.StartOperator();
        await Cluster.Kubectl.RunAsync(
            ["create", "secret", "generic", "login", "-n", scene.Namespace, "--type=kubernetes.io/basic-auth", "--from-literal=username=robot", "--from-literal=password=right-and-nobody-elses"]);
        await scene.ApplyEndpointsAsync(destinationSpec: "credentials: {secretRef: {name: login}}");
        await scene.ApplyRuleAsync();

        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds");

        var skopeo = await Skopeo.CreateAsync();
        Assert.Equal(
            await skopeo.InspectRawAsync(scene.Source.Address, image.Reference),
            await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{image.Reference}", options.Credentials));
        var told = running.Log + await Cluster.Kubectl.RunAsync(["get", "configmaps,events,endpoints.transship.io,replicationrules,executions,replicationtasks", "-n", scene.Namespace, "-o", "yaml"]);
        Assert.Contains("team/app", told, StringComparison.Ordinal);
        foreach (var secret in new[] { "right-and-nobody-elses", Convert.ToBase64String("right-and-nobody-elses"u8), Convert.ToBase64String("robot:right-and-nobody-elses"u8) })
        {
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("url: http://127.0.0.1:1", "ConnectionRefused")]
    [InlineData("url: http://nowhere.invalid", "NameResolutionFailed")]
    [InlineData("url: 'ftp://127.0.0.1'", "InvalidSpec")]
    [InlineData("{url: 'http://127.0.0.1:1', credentials: {secretRef: {name: nobody-made-it}}}", "SecretNotFound")]
    public async Task Endpoint_ThatCannotWork_SaysWhy(string spec, string reason)
    {
        await using var scene = await Scene.SetAsync(Cluster);
        scene.StartOperator();
        var body = spec.StartsWith('{') ? spec : $"{{{spec}}}";
        await Cluster.Kubectl.ApplyAsync($"apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {{name: wrong}}\nspec: {body}\n", scene.Namespace);

        var endpoint = await scene.UntilAsync("endpoints", list => list.FirstOrDefault(e => e.Condition("Ready") is not null), "the endpoint is tested");

        Assert.Equal(reason, endpoint.Reason("Ready"));
        Assert.NotEmpty(endpoint.Message("Ready")!);
    }

    [Theory]
    [InlineData("filters: [{type: tag, value: '[v'}]", "InvalidFilter", "spec.filters[0]")]
    [InlineData("destinations: [{endpointRef: {name: nobody-made-it}}]", "EndpointNotFound", "nobody-made-it")]
    public async Task Rule_ThatCannotRun_SaysWhyAndStartsNothing(string spec, string reason, string named)
    {
        await using var scene = await Scene.SetAsync(Cluster);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        var destinations = spec.StartsWith("destinations", StringComparison.Ordinal) ? "" : "destinations: [{endpointRef: {name: destination}}]";
        await Cluster.Kubectl.ApplyAsync(
            $"apiVersion: transship.io/v1alpha1\nkind: ReplicationRule\nmetadata: {{name: wrong}}\nspec:\n  source: {{endpointRef: {{name: source}}}}\n  {destinations}\n  {spec}\n",
            scene.Namespace);

        var rule = await scene.UntilAsync("replicationrules", list => list.FirstOrDefault(r => r.Reason("Ready") == reason), $"the rule says {reason}");

        Assert.Contains(named, rule.Message("Ready"), StringComparison.Ordinal);
        Assert.Empty(await scene.ListAsync("replicationexecutions"));
    }

    [Fact]
    public async Task Manifest_WithAWrongType_IsRefusedByName()
    {
        var ns = await Cluster.CreateNamespaceAsync();

        var refused = await Assert.ThrowsAsync<ToolFailedException>(() => Cluster.Kubectl.ApplyAsync(
            "apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {name: wrong}\nspec: {url: 'http://127.0.0.1:1', limits: {maxConcurrentRequests: many}}\n", ns));

        Assert.Contains("maxConcurrentRequests", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_AllOfThem_AreTakenByTheServer()
    {
        var ns = await Cluster.CreateNamespaceAsync();
        var samples = Directory.GetFiles(Checkout.PathTo("config/samples"), "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml").ToArray();

        foreach (var sample in samples)
        {
            await Cluster.Kubectl.RunAsync(["apply", "--validate=false", "-n", ns, "-f", sample]);
        }

        Assert.NotEmpty(samples);
    }

    [Fact]
    public async Task Operator_ToldToStop_EndsInGoodOrder()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 30);
        var running = scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        Assert.Equal(0, await running.StopAsync());

        var left = Assert.Single(await scene.ListAsync("replicationexecutions"));
        Assert.Equal("InProgress", left.Phase());
    }
}
