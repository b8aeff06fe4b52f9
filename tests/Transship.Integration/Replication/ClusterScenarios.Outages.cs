using System.Globalization;
using System.Net;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>Runs that are cut short: by an API server that is away, by their deadline, by a rule that is switched off.</summary>
public abstract partial class ClusterScenarios
{
    [Fact]
    [Trait("Category", "Chaos")]
    public async Task ApiServer_StoppedInMidRun_NothingIsLostAndNothingTwice()
    {
        var port = FreePorts.Take(1)[0];
        await using var scene = await SetWithEventsAsync(port);
        await scene.Source.SeedAsync("large", "team/first", "1", 4);
        await scene.Source.SeedAsync("large", "team/second", "1", 4);
        scene.StartOperator("--events-port", port.ToString(CultureInfo.InvariantCulture));
        await Cluster.Kubectl.RunAsync(["create", "secret", "generic", "registry-events", $"--from-literal=token={EventsToken}", "-n", scene.Namespace]);
        await scene.ApplyEndpointsAsync("events: {secretRef: {name: registry-events}}", Slow);
        await scene.ApplyRuleAsync(OnEvents);
        await scene.ExecutionAsync(e => e.Phase() == "InProgress" && ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        await Cluster.BeginOutageAsync();
        try
        {
            await scene.Source.SeedAsync("oci", "team/third", "1"); // its event cannot be stored now
            await Outage.WaitAsync(atLeast: TimeSpan.FromSeconds(5));
        }
        finally
        {
            await Cluster.EndOutageAsync();
        }

        foreach (var repository in new[] { "team/first", "team/second", "team/third" })
        {
            await UntilStatusAsync(scene, scene.Destination, $"mirror/{repository}/manifests/1", HttpStatusCode.OK);
        }

        var run = await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Initial" && e.Phase() == "Succeeded", "the run succeeds");
        Assert.Equal(run.Count("total"), run.Count("succeeded") + run.Count("upToDate"));
        Assert.InRange(run.Count("total"), 2, 3); // the registry may tell of its first images late; the first run then waits, and finds the third as well
        var runs = await scene.UntilAsync("replicationexecutions", list => list.All(e => e.Phase() == "Succeeded") ? list : null, "all runs succeed");
        Assert.Single(runs, e => (string?)e["spec"]!["trigger"] == "Initial");
        Assert.Single(runs, e => e["spec"]!["resources"]?.AsArray().Any(r => (string?)r!["repository"] == "team/third" && (string?)r["tag"] == "1") == true);
    }

    [Fact]
    public async Task Run_LongerThanItsDeadline_EndsAsFailedAndLeavesNoTag()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 30);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync("activeDeadlineSeconds: 2");

        var ended = await scene.ExecutionAsync(e => e["status"]?["completionTime"] is not null, "the run ends");

        Assert.Equal(("Failed", "DeadlineExceeded"), (ended.Phase(), ended.Reason("Succeeded")));
        Assert.Contains("longer than 2 s", ended.Message("Succeeded"), StringComparison.Ordinal);
        Assert.All(await scene.ListAsync("replicationtasks"), task => Assert.Equal("Stopped", task.Phase()));
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/big/manifests/1", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Rule_SwitchedOffInMidRunAndOnAgain_StopsAndRunsWhenAskedAndSaysWho()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", 20);
        var running = scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync();
        await scene.ExecutionAsync(e => ((long?)e["status"]?["bytes"]?["transferred"] ?? 0) > 0, "bytes flow");

        await EnableAsync(false);
        await scene.ExecutionAsync(e => e.Phase() == "Stopped", "the run stops");
        await scene.UntilAsync("replicationrules", list => list.FirstOrDefault(rule => rule.Reason("Ready") == "Disabled"), "the rule is off");

        await scene.ApplyEndpointsAsync();
        await EnableAsync(true);
        await Cluster.Kubectl.RunAsync(["annotate", "replicationrule", "everything", "transship.io/run-now=again", "-n", scene.Namespace]);
        var second = await scene.ExecutionAsync(e => (string?)e["spec"]!["trigger"] == "Manual" && e.Phase() == "Succeeded", "the run that was asked for succeeds");

        Assert.Single(await scene.ListAsync("replicationexecutions"), e => (string?)e["spec"]!["trigger"] == "Initial");
        Assert.StartsWith("a user of kubectl", (string?)second["metadata"]!["annotations"]!["transship.io/requested-by"], StringComparison.Ordinal);
        await UntilStatusAsync(scene, scene.Destination, "mirror/team/big/manifests/1", HttpStatusCode.OK);
        foreach (var operation in new[] { "SwitchedOn", "SwitchedOff", "StartRequested" })
        {
            Assert.Matches($"Audit: {operation} of {scene.Namespace}/[^ ]+ by a user of kubectl", running.Log);
            await scene.UntilAsync("events", list => list.FirstOrDefault(e => (string?)e["reason"] == operation), $"the Event {operation} is published");
        }

        Task<string> EnableAsync(bool enabled) => Cluster.Kubectl.RunAsync(
            ["patch", "replicationrule", "everything", "-n", scene.Namespace, "--type=merge", "-p", $$$"""{"spec":{"enabled":{{{(enabled ? "true" : "false")}}}}}"""]);
    }
}
