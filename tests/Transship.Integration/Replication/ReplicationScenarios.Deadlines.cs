namespace Transship.Integration.Replication;

/// <summary>Runs that take too long.</summary>
public abstract partial class ReplicationScenarios
{
    [Fact]
    public async Task Deadline_OfTheRule_EndsTheRunAndLeavesWhatIsDone()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/small", "1");
        await scene.Source.SeedAsync("large", "team/big", "1", 45);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync("activeDeadlineSeconds: 12");

        var late = await scene.ExecutionAsync(e => e.Phase() is "Failed" or "Stopped" or "Succeeded", "the run ends");

        Assert.Equal(("Failed", "DeadlineExceeded"), (late.Phase(), late.Reason("Succeeded")));
        Assert.Contains("12 s", late.Message("Succeeded"), StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), (late.Count("total"), late.Count("succeeded"), late.Count("stopped")));
        var tasks = (await scene.ListAsync("replicationtasks")).ToDictionary(t => (string)t["spec"]!["source"]!["repository"]!, t => t.Phase(), StringComparer.Ordinal);
        Assert.Equal(("Succeeded", "Stopped"), (tasks["team/small"], tasks["team/big"]));
    }
}
