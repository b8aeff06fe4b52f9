using System.Text.RegularExpressions;
using Transship.Integration.Clusters;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>The main job as a user sees it: a real operator process, real registries, a real kubectl, a real skopeo.</summary>
public abstract partial class ReplicationScenarios(ICluster cluster)
{
    protected const string Slow = "limits: {bandwidth: 1Mi}";

    /// <summary>Where the resources live.</summary>
    protected ICluster Cluster { get; } = cluster;

    [Fact]
    public async Task Apply_TwoEndpointsAndARule_BringsEveryImageToTheDestinationDigestByDigest()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        var images = await scene.Source.SeedAsync();
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();

        var execution = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");

        var skopeo = await Skopeo.CreateAsync();
        foreach (var image in images)
        {
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, image.Reference),
                await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{image.Reference}"));
        }

        Assert.Equal(images.Count, execution.Count("total"));
        Assert.Equal(images.Count, execution.Count("succeeded") + execution.Count("upToDate"));
        var table = (await Cluster.Kubectl.RunAsync(["get", "executions", "-n", scene.Namespace])).Split('\n');
        Assert.Equal(["NAME", "RULE", "TRIGGER", "STATUS", "PROGRESS", "TRANSFERRED", "DURATION", "AGE"], Columns().Split(table[0].Trim()));
        Assert.Matches($@"^everything-initial-\S+\s+everything\s+Initial\s+Succeeded\s+{images.Count}/{images.Count}\s+\S+ [KM]iB\s+\S+\s+\S+", table[1]);
    }

    [Fact]
    public async Task Annotate_RunNow_FindsEverythingUpToDate()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        var images = await scene.Source.SeedAsync();
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");

        await Cluster.Kubectl.RunAsync(["annotate", "replicationrule", "everything", "transship.io/run-now=again", "-n", scene.Namespace]);

        var second = await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Manual" && e.Phase() == "Succeeded", "the second run succeeds");
        Assert.Equal(images.Count, second.Count("upToDate"));
        Assert.Equal(0, second.Count("succeeded"));
        Assert.Equal(0, (long?)second["status"]!["bytes"]!["transferred"] ?? 0);
    }

    [Fact]
    public async Task Create_ExecutionByHand_RunsAndIsAdoptedByItsRule()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");

        await Cluster.Kubectl.ApplyAsync(
            """
            apiVersion: transship.io/v1alpha1
            kind: ReplicationExecution
            metadata: {name: by-hand}
            spec: {ruleRef: {name: everything}}
            """,
            scene.Namespace);

        var byHand = await scene.ExecutionAsync(e => (string?)e["metadata"]!["name"] == "by-hand" && e.Phase() == "Succeeded", "the run by hand succeeds");
        Assert.Equal("everything", (string?)byHand["metadata"]!["labels"]!["transship.io/rule"]);
        Assert.Equal("everything", (string?)byHand["metadata"]!["ownerReferences"]![0]!["name"]);
    }

    [Fact]
    public async Task Filters_OnNameAndTag_LeaveTheRestBehind()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        await scene.Source.SeedAsync("oci", "team/app", "2.0-rc1");
        await scene.Source.SeedAsync("oci", "other/app", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync(
            """
            filters:
              - {type: name, value: "team/**"}
              - {type: tag, value: "*-rc*", decoration: excludes}
            """);

        var execution = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds");

        Assert.Equal(1, execution.Count("total"));
        var skopeo = await Skopeo.CreateAsync();
        await skopeo.InspectRawAsync(scene.Destination.Address, "mirror/team/app:1.0");
        await Assert.ThrowsAsync<ToolFailedException>(() => skopeo.InspectRawAsync(scene.Destination.Address, "mirror/team/app:2.0-rc1"));
        await Assert.ThrowsAsync<ToolFailedException>(() => skopeo.InspectRawAsync(scene.Destination.Address, "mirror/other/app:1.0"));
    }

    [Fact]
    public async Task OciLayout_AsDestinationAndAsSource_CarriesImagesAcrossAnAirGap()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        var image = await scene.Source.SeedAsync("index", "team/app", "1.0");
        var folder = Directory.CreateTempSubdirectory("transship-layout-").FullName;
        scene.StartOperator("--layout-root", folder);
        await scene.ApplyEndpointsAsync();
        await Cluster.Kubectl.ApplyAsync(
            $"apiVersion: transship.io/v1alpha1\nkind: Endpoint\nmetadata: {{name: disk}}\nspec: {{type: oci-layout, url: 'file://{folder}'}}\n", scene.Namespace);
        await Cluster.Kubectl.ApplyAsync(Rule("out", "source", "disk"), scene.Namespace);
        await scene.ExecutionAsync(e => Is(e, "out") && e.Phase() == "Succeeded", "the images are on the disk");

        await Cluster.Kubectl.ApplyAsync(Rule("in", "disk", "destination"), scene.Namespace);
        await scene.ExecutionAsync(e => Is(e, "in") && e.Phase() == "Succeeded", "the images are at the destination");

        var skopeo = await Skopeo.CreateAsync();
        Assert.Equal(
            await skopeo.InspectRawAsync(scene.Source.Address, image.Reference), await skopeo.InspectRawAsync(scene.Destination.Address, image.Reference));
        Directory.Delete(folder, recursive: true);

        static bool Is(System.Text.Json.Nodes.JsonNode execution, string rule) => (string?)execution["spec"]!["ruleRef"]!["name"] == rule;
        static string Rule(string name, string source, string destination) =>
            $"apiVersion: transship.io/v1alpha1\nkind: ReplicationRule\nmetadata: {{name: {name}}}\nspec:\n  source: {{endpointRef: {{name: {source}}}}}\n  destinations: [{{endpointRef: {{name: {destination}}}}}]\n";
    }

    [Fact]
    public async Task Operator_KilledInMidRun_GoesOnWhereItWas()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/first", "1", 4);
        await scene.Source.SeedAsync("large", "team/second", "1", 4);
        var first = scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => e.Phase() == "InProgress" && ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        await first.KillAsync();
        scene.StartOperator();

        var execution = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds under the second operator");
        Assert.Single(await scene.ListAsync("replicationexecutions"));
        Assert.Equal(2, execution.Count("total"));
        Assert.Equal(2, execution.Count("succeeded") + execution.Count("upToDate"));
        var skopeo = await Skopeo.CreateAsync();
        foreach (var reference in new[] { "team/first:1", "team/second:1" })
        {
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, reference), await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{reference}"));
        }
    }

    [Fact]
    public async Task Stop_InMidRun_EndsItAsStopped()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 30);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync();
        var running = await scene.ExecutionAsync(e => ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        var name = (string)running["metadata"]!["name"]!;
        await Cluster.Kubectl.RunAsync(["patch", "execution.transship.io", name, "-n", scene.Namespace, "--type=merge", "-p", """{"spec":{"stop":true}}"""]);

        var stopped = await scene.ExecutionAsync(e => e.Phase() is "Stopped" or "Succeeded" or "Failed", "the run ends");
        Assert.Equal("Stopped", stopped.Phase());
        Assert.Equal(1, stopped.Count("stopped"));
        Assert.All(await scene.ListAsync("replicationtasks"), task => Assert.Equal("Stopped", task.Phase()));
    }

    [Fact]
    public async Task Rule_DeletedInMidRun_StopsFirstAndTakesItsExecutionsAlong()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 30);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        await Cluster.Kubectl.RunAsync(["delete", "replicationrule", "everything", "-n", scene.Namespace, "--timeout=30s"]);

        await scene.UntilAsync("replicationexecutions", list => list.Count == 0 ? list : null, "the executions go with their rule");
        await scene.UntilAsync("replicationtasks", list => list.Count == 0 ? list : null, "the tasks go with their execution");
    }

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Destination_DownForAWhile_IsTriedAgainUntilItIsUp()
    {
        var port = FreePorts.Take(1)[0];
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("retry: {limit: 10, backoff: 1s}");
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");
        await Cluster.Kubectl.ApplyAsync(Scene.EndpointManifest("destination", new Uri($"http://{Cluster.Address}:{port}"), "healthCheck: {interval: 1s}"), scene.Namespace);
        await scene.UntilAsync("endpoints", list => list.FirstOrDefault(e => e.Reason("Ready") == "ConnectionRefused"), "the endpoint is down");
        await Cluster.Kubectl.ApplyAsync(
            """
            apiVersion: transship.io/v1alpha1
            kind: ReplicationExecution
            metadata: {name: stubborn}
            spec: {ruleRef: {name: everything}}
            """,
            scene.Namespace);
        var waiting = await scene.ExecutionAsync(
            e => (string?)e["metadata"]!["name"] == "stubborn" && e.Reason("Succeeded") == "ProgressingWithRetry" && e["status"]!["nextRetryTime"] is not null,
            "the run waits for its next attempt");
        await Outage.WaitAsync();

        await using var late = await DistributionRegistry.StartAsync(new DistributionRegistryOptions { Port = port });

        Assert.Contains("refused", waiting.Message("Succeeded"), StringComparison.OrdinalIgnoreCase);
        await scene.ExecutionAsync(e => (string?)e["metadata"]!["name"] == "stubborn" && e.Phase() == "Succeeded", "the run succeeds");
        await (await Skopeo.CreateAsync()).InspectRawAsync(late.Address, "mirror/team/app:1.0");
    }

    [Fact]
    public async Task HistoryLimits_OnSuccessfulRuns_KeepTheNewest()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("historyLimits: {successful: 1}");
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");

        await Cluster.Kubectl.RunAsync(["annotate", "replicationrule", "everything", "transship.io/run-now=again", "-n", scene.Namespace]);

        var left = await scene.UntilAsync(
            "replicationexecutions", list => list.Count == 1 && (string?)list[0]["spec"]!["trigger"] == "Manual" && list[0].Phase() == "Succeeded" ? list : null, "only the newest is kept");
        Assert.Single(left);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Columns();
}
