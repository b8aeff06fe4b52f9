using Transship.Integration.Replication;
using Transship.Integration.Servers;
using Transship.Testing.Nodes;
using Transship.Testing.Servers;

namespace Transship.Integration.Pods;

/// <summary>What only runs in pods can show.</summary>
[Collection(ControlPlaneCollection.Name)]
public sealed class PodTests(PodCluster cluster) : IClassFixture<PodCluster>
{
    private const string Slow = "limits: {bandwidth: 4Mi}";
    private const string Impatient = "retry: {limit: 20, backoff: 1s}";

    [Fact]
    public async Task Run_OverSeveralPods_LeavesNothingBehind()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/one", "1");
        await scene.Source.SeedAsync("oci", "team/two", "1");
        await scene.Source.SeedAsync("oci", "team/three", "1");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("execution: {pod: {tasksPerPod: 1, maxPods: 3}}");

        var execution = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds");

        Assert.Equal("Pod", (string?)execution["status"]!["mode"]);
        var tasks = await scene.ListAsync("replicationtasks");
        Assert.Equal(3, tasks.Select(t => (string?)t["status"]!["worker"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(tasks, t => Assert.Equal(1, (int?)t["status"]!["attempts"]));
        await NothingIsLeftAsync(scene);
    }

    [Fact]
    public async Task Workers_KilledAgainAndAgain_EveryTagEndsUpRight()
    {
        await using var scene = await Scene.SetAsync(cluster);
        string[] repositories = ["team/one", "team/two", "team/three"];
        foreach (var repository in repositories)
        {
            await scene.Source.SeedAsync("large", repository, "1", 6);
        }

        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync($"execution: {{pod: {{tasksPerPod: 1, maxPods: 3}}}}\n{Impatient}");
        var random = new Random(6);
        var kills = 0;
        var execution = await scene.UntilAsync(
            "executions",
            list =>
            {
                // Seeded: which of the running workers dies, and how many looks later the next one does.
                if (kills < 6 && cluster.Node.Running(scene.Namespace) is { Count: > 0 } running && random.Next(4) == 0)
                {
                    cluster.Node.Kill(scene.Namespace, running[random.Next(running.Count)]);
                    kills++;
                }

                return list.FirstOrDefault(e => e.Phase() is "Succeeded" or "Failed" or "Stopped");
            },
            "the run ends");

        Assert.Equal("Succeeded", execution.Phase());
        Assert.True(kills > 0);
        Assert.Equal(3, execution.Count("succeeded") + execution.Count("upToDate"));
        var skopeo = await Skopeo.CreateAsync();
        foreach (var repository in repositories)
        {
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, $"{repository}:1"), await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{repository}:1"));
        }

        await NothingIsLeftAsync(scene);
    }

    [Theory]
    [InlineData(PodFate.Evict, "Evicted")]
    [InlineData(PodFate.KillForMemory, "OutOfMemory")]
    [InlineData(PodFate.Lose, "NodeLost")]
    [InlineData(PodFate.PullFails, "ImageNotPullable")]
    public async Task Pod_ThatCannotWork_IsToldInWordsAndReplaced(PodFate fate, string reason)
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        cluster.Node.Fate = pod => pod.Metadata.Namespace == scene.Namespace ? fate : PodFate.Run;
        await scene.ApplyRuleAsync("retry: {limit: 20, backoff: 2s}");

        var degraded = await scene.ExecutionAsync(e => e.Reason("Degraded") == reason, $"the run says {reason}");

        Assert.NotEmpty(degraded.Message("Degraded")!);
        cluster.Node.Fate = static _ => PodFate.Run;
        if (fate == PodFate.PullFails)
        {
            // The kubelet would try again; this one is told of a new pod.
            await cluster.Kubectl.RunAsync(["delete", "pods", "--all", "-n", scene.Namespace, "--wait=false"]);
        }

        var execution = await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds in the end");
        Assert.Null(execution.Condition("Degraded"));
    }

    [Theory]
    [InlineData("execution: {pod: {nodeSelector: {nowhere: 'true'}}}", "Unschedulable")]
    [InlineData("execution: {pod: {env: [{name: '1'}]}}", "AdmissionDenied")]
    public async Task Pod_ThatKubernetesDoesNotTake_IsToldInWords(string spec, string reason)
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync(spec);

        var degraded = await scene.ExecutionAsync(e => e.Reason("Degraded") == reason, $"the run says {reason}");

        Assert.NotEmpty(degraded.Message("Degraded")!);
    }

    [Fact]
    public async Task Quota_OfNoPods_IsToldInWords()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1");
        await cluster.Kubectl.RunAsync(["create", "quota", "none", "--hard=pods=0", "-n", scene.Namespace]);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();

        await scene.ExecutionAsync(e => e.Reason("Degraded") == "QuotaExceeded", "the run says QuotaExceeded");
        await cluster.Kubectl.RunAsync(["delete", "quota", "none", "-n", scene.Namespace]);

        await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds once there is room");
    }

    private static async Task NothingIsLeftAsync(Scene scene)
    {
        foreach (var resource in new[] { "jobs", "pods", "roles", "rolebindings" })
        {
            await scene.UntilAsync(resource, list => list.Count == 0 ? list : null, $"no {resource} are left");
        }

        await scene.UntilAsync(
            "serviceaccounts", list => list.Any(a => (string?)a["metadata"]!["name"] == "transship-worker") ? null : list, "the workers' account is removed");
    }
}
