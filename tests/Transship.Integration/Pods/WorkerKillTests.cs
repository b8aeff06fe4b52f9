using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Integration.Replication;
using Transship.Testing.Files;
using Transship.Testing.Servers;

namespace Transship.Integration.Pods;

/// <summary>Workers that die by SIGKILL at moments that a seed chooses: six times here, fifty times in `make chaos`.</summary>
[Collection(PodCollection.Name)]
public sealed partial class WorkerKillTests(PodCluster cluster) : IClassFixture<PodCluster>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Workers_KilledAtRandomMoments_EveryTagIsRightOnceAndNothingIsLeft()
    {
        var isLong = Environment.GetEnvironmentVariable("TRANSSHIP_CHAOS") == "1";
        var seed = int.Parse(Environment.GetEnvironmentVariable("TRANSSHIP_CHAOS_SEED") ?? "6", CultureInfo.InvariantCulture);
        var (kills, count) = isLong ? (50, 24) : (6, 4);
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "destination.log");
        await using var scene = await Scene.SetAsync(cluster, new DistributionRegistryOptions { Log = log, TemporaryFolder = folder.Path });
        string[] repositories = [.. Enumerable.Range(0, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"team/app-{n}"))];
        foreach (var repository in repositories)
        {
            await scene.Source.SeedAsync("large", repository, "1", 6);
        }

        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: "limits: {bandwidth: 3Mi}");
        await scene.ApplyRuleAsync("execution: {pod: {tasksPerPod: 2, maxPods: 3}}\nretry: {limit: 20, backoff: 1s}");

        var (execution, killed, succeeded) = await KillAsync(scene, new Random(seed), kills);

        Assert.Equal("Succeeded", execution.Phase());
        Assert.Equal(kills, killed);
        Assert.Equal((count, count, 0), (execution.Count("total"), execution.Count("succeeded") + execution.Count("upToDate"), execution.Count("failed")));
        var skopeo = await Skopeo.CreateAsync();
        foreach (var repository in repositories)
        {
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, $"{repository}:1"), await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{repository}:1"));
        }

        Assert.NotEmpty(succeeded);

        // Nobody wrote to a task after it succeeded, and no tag was pushed twice.
        Assert.All(
            (await scene.ListAsync("replicationtasks")).Where(task => succeeded.ContainsKey(Name(task))),
            task => Assert.Equal(succeeded[Name(task)], (string?)task["metadata"]!["resourceVersion"]));
        var pushed = TagPut().Matches(await File.ReadAllTextAsync(log)).Select(match => match.Groups["repository"].Value).ToList();
        Assert.Equal(repositories.Order(StringComparer.Ordinal), pushed.Order(StringComparer.Ordinal));
        await Leftovers.NoneAsync(scene);
    }

    private async Task<(JsonNode Execution, int Killed, Dictionary<string, string> Succeeded)> KillAsync(Scene scene, Random random, int kills)
    {
        var (killed, succeeded) = (0, new Dictionary<string, string>(StringComparer.Ordinal));
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System, limit.Token);
            if (killed < kills && cluster.Node.Running(scene.Namespace) is { Count: > 0 } running)
            {
                cluster.Node.Kill(scene.Namespace, running[random.Next(running.Count)]);
                killed++;
            }

            foreach (var task in (await scene.ListAsync("replicationtasks")).Where(task => task.Phase() == "Succeeded"))
            {
                succeeded.TryAdd(Name(task), (string)task["metadata"]!["resourceVersion"]!);
            }

            if ((await scene.ListAsync("replicationexecutions")).FirstOrDefault(e => e.Phase() is "Succeeded" or "Failed" or "Stopped") is { } ended)
            {
                return (ended, killed, succeeded);
            }
        }
    }

    private static string Name(JsonNode task) => (string)task["metadata"]!["name"]!;

    /// <summary>A line of the registry's log for a manifest that it stored under the tag.</summary>
    [GeneratedRegex("^.*http.request.method=PUT .*http.request.uri=\"?/v2/mirror/(?<repository>team/app-\\d+)/manifests/1\"? .*http.response.status=201.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TagPut();
}
