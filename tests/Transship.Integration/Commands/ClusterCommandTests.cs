using System.Net;
using Transship.Integration.Clusters;
using Transship.Integration.Replication;
using Transship.Testing.Servers;

namespace Transship.Integration.Commands;

/// <summary>start, plan, describe, stop and others, as a user of the kubectl plugin meets them.</summary>
public sealed class ClusterCommandTests(EmbeddedClusterFixture cluster) : IClassFixture<EmbeddedClusterFixture>
{
    private readonly Tool _transship = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "transship.dll")], new Dictionary<string, string>());

    [Fact]
    public async Task Start_ThenDescribe_ShowsTheRunAsATree()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        var running = scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(execution => execution["status"]?["phase"]?.GetValue<string>() == "Succeeded", "the first run succeeds");
        var first = (await scene.ListAsync("replicationexecutions")).Single()["metadata"]!["name"]!.GetValue<string>();

        var tree = await RunAsync("describe", first, scene.Namespace);
        var started = (await RunAsync("start", "everything", scene.Namespace)).Trim();
        await scene.WaitAsync($"execution/{started}", "condition=Succeeded");

        var dry = (await _transship.RunAsync(["start", "everything", "--dry-run", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace])).Trim();
        await scene.WaitAsync($"execution/{dry}", "condition=Succeeded");
        Assert.Matches(@"Information everything-initial-\S+ .*team/app:1.0@sha256:[0-9a-f]{64} is at mirror/team/app, \d+ bytes copied", await RunAsync("logs", $"execution/{first}", scene.Namespace));
        Assert.StartsWith("up to date  team/app:1.0 -> destination: mirror/team/app:1.0 (both have sha256:", await RunAsync("logs", $"execution/{dry}", scene.Namespace), StringComparison.Ordinal);
        Assert.Contains("There are no logs of execution 'nobody'", (await _transship.TryRunAsync(["logs", "nobody", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace])).Error, StringComparison.Ordinal);
        Assert.Matches($"Audit: StartRequested of {scene.Namespace}/{started} by \\S+", running.Log);

        Assert.Contains($"Succeeded {first} 1/1", tree, StringComparison.Ordinal);
        Assert.Contains("source to destination", tree, StringComparison.Ordinal);
        Assert.Contains("Succeeded team/app -> mirror/team/app 1/1", tree, StringComparison.Ordinal);
        Assert.Contains("has ended already: Succeeded", await RunAsync("stop", started, scene.Namespace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_RunWithANameThatIsNoLabelValue_ShowsItsRepositories()
    {
        await using var scene = await Scene.SetAsync(cluster);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(execution => execution.Phase() == "Succeeded", "the first run finds nothing");
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        var name = new string('n', 100);
        await cluster.Kubectl.ApplyAsync(
            $"apiVersion: transship.io/v1alpha1\nkind: ReplicationExecution\nmetadata: {{name: {name}}}\nspec: {{ruleRef: {{name: everything}}}}\n", scene.Namespace);
        await scene.WaitAsync($"execution/{name}", "condition=Succeeded");

        Assert.Contains("Succeeded team/app -> mirror/team/app 1/1", await RunAsync("describe", name, scene.Namespace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_RuleOfTheCluster_TellsOfEachArtifactAndCopiesNothing()
    {
        await using var scene = await Scene.SetAsync(cluster);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(execution => execution["status"]?["phase"]?.GetValue<string>() == "Succeeded", "the first run finds nothing");
        await scene.Source.SeedAsync("oci", "team/app", "1.0");

        var plan = await _transship.TryRunAsync(["plan", "everything", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace]);

        Assert.True(plan.ExitCode == 0, plan.Error);
        Assert.Equal("copy        team/app:1.0 -> destination: mirror/team/app:1.0 (not there yet)", plan.Output.Trim());
        Assert.Contains("1 would be copied", plan.Error, StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = scene.Destination.Url };
        using var there = await http.GetAsync(new Uri("/v2/mirror/team/app/tags/list", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
    }

    [Fact]
    public async Task Plan_NoOperator_SaysWhatToLookAt()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();

        var plan = await _transship.TryRunAsync(["plan", "everything", "--timeout", "0", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace]);

        Assert.Equal(1, plan.ExitCode);
        Assert.Contains("has not begun. Does the operator work? kubectl transship doctor tells.", plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_RunThatWaits_IsAskedToStop()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await cluster.Kubectl.ApplyAsync("apiVersion: transship.io/v1alpha1\nkind: ReplicationExecution\nmetadata: {name: waiting}\nspec: {ruleRef: {name: nowhere}}\n", ns);

        var output = await RunAsync("stop", "waiting", ns);

        Assert.Equal("waiting is stopping", output.Trim());
        Assert.Equal("true", await cluster.Kubectl.RunAsync(["get", "execution", "waiting", "-n", ns, "-o", "jsonpath={.spec.stop}"]));
    }

    [Fact]
    public async Task Doctor_OperatorAtWork_FindsNothingBad()
    {
        await using var scene = await Scene.SetAsync(cluster);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.WaitAsync("endpoint.transship.io/source", "condition=Ready");
        await scene.WaitAsync("endpoint.transship.io/destination", "condition=Ready");

        var findings = await _transship.RunAsync(["doctor", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace]);

        Assert.Contains("ok   The API server answers", findings, StringComparison.Ordinal);
        Assert.Contains("ok   replicationexecutions.transship.io is served.", findings, StringComparison.Ordinal);
        Assert.Contains("ok   Endpoint source answers", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("bad  ", findings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_TwoRegistriesAndOneOutOfReach_FindsImagesAndChartsAndTellsTheRest()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/web", "1.0");
        await scene.Destination.SeedAsync("chart", "charts/web", "2.0.0");
        await scene.ApplyEndpointsAsync();
        await cluster.Kubectl.ApplyAsync(Scene.EndpointManifest("nowhere", new Uri("http://127.0.0.1:1")), scene.Namespace);

        var result = await _transship.TryRunAsync(["search", "WEB", "--kubeconfig", cluster.KubeconfigPath, "-n", scene.Namespace]);

        Assert.Equal(
            [
                "ENDPOINT      REPOSITORY   TYPE    TAGS   TAG",
                "destination   charts/web   chart   1      2.0.0",
                "source        team/web     image   1      1.0",
            ],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: nowhere: ConnectionRefused. ", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("start", "ReplicationRule 'nobody' does not exist")]
    [InlineData("plan", "ReplicationRule 'nobody' does not exist")]
    [InlineData("stop", "ReplicationExecution 'nobody' does not exist")]
    [InlineData("describe", "ReplicationExecution 'nobody' does not exist")]
    public async Task Command_NameOfNothing_SaysSoInALine(string command, string sentence)
    {
        var result = await _transship.TryRunAsync([command, "nobody", "--kubeconfig", cluster.KubeconfigPath, "-n", "default"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private Task<string> RunAsync(string command, string name, string ns) =>
        _transship.RunAsync([command, name, "--kubeconfig", cluster.KubeconfigPath, "-n", ns]);
}
