using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>What a run did, task by task, for those who ask afterwards.</summary>
public abstract partial class ReplicationScenarios
{
    [Fact]
    public async Task Logs_AfterTheRun_TellWhatEachTaskDid()
    {
        await using var scene = await Scene.SetAsync(Cluster);
        await scene.Source.SeedAsync("oci", "team/one", "1.0");
        await scene.Source.SeedAsync("oci", "team/two", "1.0");
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        var run = (string)(await scene.ExecutionAsync(e => e.Phase() == "Succeeded", "the run succeeds"))["metadata"]!["name"]!;
        var tasks = await scene.ListAsync("replicationtasks");

        var all = await LogsAsync(scene, run);
        foreach (var task in tasks)
        {
            var (name, repository) = ((string)task["metadata"]!["name"]!, (string)task["spec"]!["source"]!["repository"]!);
            var other = repository == "team/one" ? "team/two" : "team/one";
            var log = await LogsAsync(scene, run, "--task", name);
            Assert.Contains($"{repository}:1.0@sha256:", log, StringComparison.Ordinal);
            Assert.DoesNotContain(other, log, StringComparison.Ordinal);
            Assert.Contains($"{name} Execution {run}: {repository}:1.0@sha256:", all, StringComparison.Ordinal);
        }

        Assert.Equal(2, tasks.Count);
    }

    private Task<string> LogsAsync(Scene scene, string execution, params string[] options) =>
        new Tool("dotnet", [Path.Combine(AppContext.BaseDirectory, "transship.dll")], new Dictionary<string, string>())
            .RunAsync(["logs", $"execution/{execution}", "--kubeconfig", Cluster.KubeconfigPath, "-n", scene.Namespace, .. options]);
}
