using Transship.Integration.Replication;
using Transship.Testing.Nodes;

namespace Transship.Integration.Pods;

/// <summary>What only runs in pods can show.</summary>
[Collection(PodCollection.Name)]
public sealed class PodTests(PodCluster cluster) : IClassFixture<PodCluster>
{
    private const string Slow = "limits: {bandwidth: 1Mi}";

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
        await Leftovers.NoneAsync(scene);
    }

    [Fact]
    public async Task Deadline_OfThePod_EndsThePodAndCountsAnAttempt()
    {
        await using var scene = await BusyAsync(45, "execution: {pod: {activeDeadlineSeconds: 6}}\nretry: {limit: 0}");

        var late = await scene.ExecutionAsync(e => e.Phase() is "Failed" or "Stopped" or "Succeeded", "the run ends");

        Assert.Equal(("Failed", "DeadlineExceeded"), (late.Phase(), late.Reason("Succeeded")));
        Assert.Contains("spec.execution.pod.activeDeadlineSeconds", late.Message("Succeeded"), StringComparison.Ordinal);
        Assert.Equal((1, "DeadlineExceeded"), (late.Count("failed"), (string?)Assert.Single(await scene.ListAsync("replicationtasks"))["status"]!["reason"]));
        await Leftovers.NoneAsync(scene);
    }

    [Fact]
    public async Task Labels_OfTheRule_ReachJobAndPod()
    {
        await using var scene = await BusyAsync(30, "execution: {pod: {labels: {kueue.x-k8s.io/queue-name: night}}}");

        foreach (var resource in new[] { "jobs", "pods" })
        {
            var made = await scene.UntilAsync(resource, list => list is [var first, ..] ? first : null, $"there are {resource}");
            Assert.Equal("night", (string?)made["metadata"]!["labels"]!["kueue.x-k8s.io/queue-name"]);
        }
    }

    [Fact]
    public async Task Job_OfARun_HasAFailurePolicyExactlyWhereTheServerKnowsIt()
    {
        await using var scene = await BusyAsync(30);
        var isKnown = (await cluster.Kubectl.TryRunAsync(["explain", "job.spec.podFailurePolicy"])).ExitCode == 0;

        var job = await scene.UntilAsync("jobs", list => list is [var first, ..] ? first : null, "there is a job");

        Assert.Equal(isKnown, job["spec"]!["podFailurePolicy"] is not null);
        await scene.UntilAsync("pods", list => list.Any(pod => (string?)pod["status"]?["phase"] == "Running") ? list : null, "its pod runs");
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

    /// <summary>A run that is not over soon: one large image, over a slow line.</summary>
    private async Task<Scene> BusyAsync(int mebibytes, string rule = "")
    {
        var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("large", "team/big", "1", mebibytes);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync(rule);
        return scene;
    }
}
