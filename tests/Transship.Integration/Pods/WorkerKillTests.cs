using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Integration.Replication;
using Transship.Testing.Files;
using Transship.Testing.Registry;
using Transship.Testing.Servers;
using Xunit.Abstractions;

namespace Transship.Integration.Pods;

/// <summary>Workers that die by SIGKILL at moments that a seed chooses: six times here, fifty times in `make chaos`.</summary>
[Collection(PodCollection.Name)]
public sealed partial class WorkerKillTests(PodCluster cluster, ITestOutputHelper output) : IClassFixture<PodCluster>
{
    private const string SeveralPods = "execution: {pod: {tasksPerPod: 2, maxPods: 3}}\nretry: {limit: 20, backoff: 1s}";
    private const string Slow = "limits: {bandwidth: 3Mi}";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("TRANSSHIP_CHAOS") == "1";
    private static readonly int Kills = IsLong ? 50 : 6;
    private static readonly string[] Repositories = [.. Enumerable.Range(0, IsLong ? 24 : 4).Select(n => string.Create(CultureInfo.InvariantCulture, $"team/app-{n}"))];

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Workers_KilledAtRandomMoments_EveryTagIsRightOnceAndNothingIsLeft()
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "destination.log");
        await using var scene = await Scene.SetAsync(cluster, new DistributionRegistryOptions { Log = log, TemporaryFolder = folder.Path });
        await SeedAsync(scene);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync(destinationSpec: Slow);
        await scene.ApplyRuleAsync(SeveralPods);

        var succeeded = await KillAsync(scene);

        var skopeo = await Skopeo.CreateAsync();
        foreach (var repository in Repositories)
        {
            Assert.Equal(
                await skopeo.InspectRawAsync(scene.Source.Address, $"{repository}:1"), await skopeo.InspectRawAsync(scene.Destination.Address, $"mirror/{repository}:1"));
        }

        Assert.NotEmpty(succeeded);

        // Nobody wrote to a task after it succeeded, and no tag was pushed twice.
        Assert.All(
            (await scene.ListAsync("replicationtasks")).Where(task => succeeded.ContainsKey(Name(task))),
            task => Assert.Equal(succeeded[Name(task)], (string?)task["metadata"]!["resourceVersion"]));
        var requests = await File.ReadAllTextAsync(log);
        var pushed = TagPut().Matches(requests).Select(match => match.Groups["repository"].Value).ToList();
        Assert.Equal(Repositories.Order(StringComparer.Ordinal), pushed.Order(StringComparer.Ordinal));
        await Leftovers.NoneAsync(scene);

        // Before its third version, distribution keeps an upload whose body broke off, whatever it is asked; nobody may have failed to ask.
        var given = UploadDelete().Matches(requests).Select(match => match.Groups["upload"].Value).ToHashSet(StringComparer.Ordinal);
        var left = Directory.GetFiles(folder.Path, "startedat", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).ToList();
        output.WriteLine($"{Kills} kills, {given.Count} uploads that were to be given up, {left.Count} that distribution keeps, {left.Count(IsEmpty)} of them without a byte");
        Assert.NotEmpty(given);
        Assert.All(left, upload => Assert.True(given.Contains(Path.GetFileName(upload)) || IsEmpty(upload), $"{upload} was not given up"));
    }

    [Fact]
    [Trait("Category", "Chaos")]
    public async Task Workers_KilledAtRandomMoments_LeaveNoUploadWhereTheRegistryGivesUpWhatBrokeOff()
    {
        await using var destination = await FakeRegistry.StartAsync(new FakeRegistryOptions { ChecksOffsets = true });
        await using var scene = await Scene.SetAsync(cluster);
        await SeedAsync(scene);
        scene.StartOperator();
        await scene.ApplyEndpointsAsync();
        await cluster.Kubectl.ApplyAsync(Scene.EndpointManifest("destination", destination.Url, Slow), scene.Namespace);
        await scene.ApplyRuleAsync(SeveralPods);

        await KillAsync(scene);

        Assert.All(Repositories, repository => Assert.Empty(destination.Store.MissingFor($"mirror/{repository}", "1")));
        await Leftovers.NoneAsync(scene);

        // Who dies between the answer to POST and its note leaves what nobody knows: there is no byte in it.
        var given = destination.Requests.All.Where(request => request.Method == "DELETE").Select(request => request.Path).Distinct(StringComparer.Ordinal).Count();
        output.WriteLine($"{Kills} kills, {given} uploads that were to be given up, {destination.Store.Uploads.Count} that are left");
        Assert.NotEqual(0, given);
        Assert.All(destination.Store.Uploads.Values, upload => Assert.Equal(0, upload.Received.Length));
    }

    private static async Task SeedAsync(Scene scene)
    {
        foreach (var repository in Repositories)
        {
            await scene.Source.SeedAsync("large", repository, "1", 10);
        }
    }

    /// <summary>Kills workers until the run ends.</summary>
    /// <returns>The tasks that were seen to succeed, with their versions then.</returns>
    private async Task<Dictionary<string, string>> KillAsync(Scene scene)
    {
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("TRANSSHIP_CHAOS_SEED") ?? "6", CultureInfo.InvariantCulture));

        // Two of three die with an upload open, however long a process takes to get so far; the others whatever they do.
        var (killed, isUpload, succeeded) = (0, true, new Dictionary<string, string>(StringComparer.Ordinal));
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System, limit.Token);
            var running = cluster.Node.Running(scene.Namespace).Where(pod => !isUpload || cluster.Node.LastWords(scene.Namespace, pod).Contains("\"uploads\"", StringComparison.Ordinal)).ToList();
            if (killed < Kills && running.Count > 0)
            {
                cluster.Node.Kill(scene.Namespace, running[random.Next(running.Count)]);
                killed++;
                isUpload = random.Next(3) > 0;
            }

            foreach (var task in (await scene.ListAsync("replicationtasks")).Where(task => task.Phase() == "Succeeded"))
            {
                succeeded.TryAdd(Name(task), (string)task["metadata"]!["resourceVersion"]!);
            }

            if ((await scene.ListAsync("replicationexecutions")).FirstOrDefault(e => e.Phase() is "Succeeded" or "Failed" or "Stopped") is { } ended)
            {
                Assert.Equal("Succeeded", ended.Phase());
                Assert.Equal(Kills, killed);
                Assert.Equal(
                    (Repositories.Length, Repositories.Length, 0), (ended.Count("total"), ended.Count("succeeded") + ended.Count("upToDate"), ended.Count("failed")));
                return succeeded;
            }
        }
    }

    private static bool IsEmpty(string upload) => new FileInfo(Path.Combine(upload, "data")) is not { Exists: true, Length: > 0 };

    private static string Name(JsonNode task) => (string)task["metadata"]!["name"]!;

    /// <summary>A line of the registry's log for a manifest that it stored under the tag.</summary>
    [GeneratedRegex("^.*http.request.method=PUT .*http.request.uri=\"?/v2/mirror/(?<repository>team/app-\\d+)/manifests/1\"? .*http.response.status=201.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TagPut();

    /// <summary>A line of the registry's log for an upload that it was asked to give up.</summary>
    [GeneratedRegex("^.*http.request.method=DELETE .*http.request.uri=\"?/v2/mirror/team/app-\\d+/blobs/uploads/(?<upload>[0-9a-f-]+)\\?.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex UploadDelete();
}
