using System.Text.Json.Nodes;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>Runs that a schedule starts, and runs that only tell what they would do.</summary>
public abstract partial class ClusterScenarios
{
    [Fact]
    public async Task DryRun_OneImageIsMissing_SaysSoAndCopiesNothing()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("retry: {backoff: 1s}");
        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the first run succeeds");
        await scene.Source.SeedAsync("oci", "team/app", "2.0");

        await Cluster.Kubectl.ApplyAsync(
            """
            apiVersion: transship.io/v1alpha1
            kind: ReplicationExecution
            metadata: {name: what-if}
            spec: {ruleRef: {name: everything}, dryRun: true}
            """,
            scene.Namespace);

        var told = await scene.ExecutionAsync(e => (string?)e["metadata"]!["name"] == "what-if" && e.Phase() == "Succeeded", "the dry run succeeds");
        Assert.Equal((2, 1, 1), (told.Count("total"), told.Count("upToDate"), told.Count("wouldCopy")));
        Assert.Equal("Dry run, nothing is copied. 2 artifacts: 1 would be copied, 1 up to date. 'transship logs execution/what-if' tells of each.", told.Message("Succeeded"));
        var skopeo = await Skopeo.CreateAsync();
        await Assert.ThrowsAsync<ToolFailedException>(() => skopeo.InspectRawAsync(scene.Destination.Address, "mirror/team/app:2.0"));
        var table = await Cluster.Kubectl.RunAsync(["get", "executions", "what-if", "-n", scene.Namespace, "-o", "wide"]);
        Assert.Matches(@"DRY RUN[\s\S]*\strue\s", table);
    }

    [Fact]
    public async Task Schedule_EachSecondSecond_StartsEachTickOnceAlsoAfterARestart()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        var first = scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("trigger: {schedule: {cron: '*/2 * * * * *', timeZone: Europe/Berlin}}\nhistoryLimits: {successful: 1000}");
        await scene.UntilAsync("replicationexecutions", list => list.Count(IsScheduledAndSucceeded) >= 2 ? list : null, "two ticks have run");

        await first.KillAsync();
        var before = (await scene.ListAsync("replicationexecutions")).Count;
        scene.StartOperator();

        var runs = await scene.UntilAsync("replicationexecutions", list => list.Count(IsScheduledAndSucceeded) >= before + 2 ? list : null, "ticks run under the second operator");
        var ticks = runs.Where(run => (string?)run["spec"]!["trigger"] == "Scheduled").Select(run => (string)run["metadata"]!["name"]!).ToArray();
        Assert.All(ticks, name => Assert.Matches(@"^everything-[0-9]*[02468]-[0-9a-f]{10}$", name));
        Assert.Equal(ticks.Length, ticks.Distinct().Count());
        Assert.All(runs, run => Assert.NotEqual("Failed", run.Phase()));
        var status = (await scene.GetAsync("replicationrules", "everything"))["status"]!;
        Assert.True((DateTimeOffset)status["lastScheduleTime"]! < (DateTimeOffset)status["nextScheduleTime"]!, status.ToJsonString());
        var table = await Cluster.Kubectl.RunAsync(["get", "replicationrules", "-n", scene.Namespace, "-o", "wide"]);
        Assert.Matches(@"SCHEDULE\s+NEXT RUN[\s\S]*\*/2 \* \* \* \* \*\s+20", table);

        static bool IsScheduledAndSucceeded(JsonNode execution) => (string?)execution["spec"]!["trigger"] == "Scheduled" && execution.Phase() == "Succeeded";
    }
}
