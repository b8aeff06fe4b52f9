using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Testing.Nodes;
using Transship.Testing.Registry;
using Transship.Testing.Servers;

namespace Transship.Benchmarks.Pods;

/// <summary>A run of 2,000 tasks in 20 pods on a real control plane, whose node starts real workers: what it asks of the API server and of the operator.</summary>
internal static class ScaleBenchmarks
{
    private const int Tasks = 2000;
    private const int Pods = 20;
    private const double MebiByte = 1 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>Runs it. The first argument is the path of our program.</summary>
    internal static async Task<IReadOnlyList<Measurement>> RunAsync(string[] arguments)
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var destination = await FakeRegistry.StartAsync();
        for (var n = 0; n < Tasks; n++)
        {
            source.Store[string.Create(CultureInfo.InvariantCulture, $"team/app-{n}")].AddImage("v1", [FakeImages.Bytes(n, 2000)]);
        }

        await using var controlPlane = await ControlPlane.StartAsync();
        await controlPlane.InstallDefinitionsAsync();
        var ns = await controlPlane.CreateNamespaceAsync();
        await using var node = await TestNode.StartAsync(controlPlane.KubeconfigPath, [arguments[0]]);
        await controlPlane.Kubectl.ApplyAsync(Manifests(source, destination), ns);
        var before = await ApiWrites.ReadAsync(controlPlane.Kubectl);
        using var @operator = Start(arguments[0], controlPlane, ns);
        try
        {
            var begun = TimeProvider.System.GetTimestamp();
            var run = await EndedAsync(controlPlane.Kubectl, ns);
            var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            await NothingLeftAsync(controlPlane.Kubectl, ns);

            // Each Job leaves the log of its worker.
            var shards = (await ListAsync(controlPlane.Kubectl, "configmaps", ns)).Count(map => (string?)map["metadata"]!["labels"]?["transship.io/log"] == "shard");
            var writes = (await ApiWrites.ReadAsync(controlPlane.Kubectl))
                .Select(write => (Resource: write.Key, Count: write.Value - before.GetValueOrDefault(write.Key))).Where(write => write.Count > 0).OrderByDescending(write => write.Count).ToList();
            writes.ForEach(write => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"     {write.Count,6} writes of {write.Resource}")));
            return
            [
                Measurement.AtLeast($"artifacts of {Tasks} tasks that are at the destination", destination.Store.Repositories.Count(name => destination.Store.MissingFor(name, "v1").Count == 0), Tasks, "artifacts"),
                Measurement.AtLeast("  that the run counts", (double?)run["status"]!["counts"]!["succeeded"] ?? 0, Tasks, "artifacts"),
                Measurement.AtLeast("jobs", shards, Pods, "jobs"),
                Measurement.AtMost("API writes for each task, those of Kubernetes' own controllers and of the node among them", writes.Sum(write => write.Count) / Tasks, 4, "writes"),
                Measurement.AtMost("operator's memory, peak", ProcessMemory.Peak(@operator.Id) / MebiByte, 300, "MiB"),
                Measurement.AtMost("open uploads that are left", destination.Store.Uploads.Count, 0, "uploads"),
                Measurement.AtMost("the whole run", seconds, Limit.TotalSeconds, "s"),
            ];
        }
        finally
        {
            @operator.Kill();
            await @operator.WaitForExitAsync();
        }
    }

    private static Process Start(string program, ControlPlane controlPlane, string ns) => Process.Start(new ProcessStartInfo(program,
    [
        "operator", "--kubeconfig", controlPlane.KubeconfigPath, "--watch-namespace", ns, "--worker-image", "transship:bench", "--health-port", "0", "--events-port", "-1",
        "--pod-ttl-seconds", "30", "--log-level", "Warning",
    ])
    { UseShellExecute = false })!;

    private static string Manifests(FakeRegistry source, FakeRegistry destination) => $$"""
        apiVersion: transship.io/v1alpha1
        kind: Endpoint
        metadata: {name: source}
        spec: {url: "{{source.Url}}" }
        ---
        apiVersion: transship.io/v1alpha1
        kind: Endpoint
        metadata: {name: destination}
        spec: {url: "{{destination.Url}}" }
        ---
        apiVersion: transship.io/v1alpha1
        kind: ReplicationRule
        metadata: {name: large}
        spec:
          source: {endpointRef: {name: source} }
          destinations: [{endpointRef: {name: destination} }]
          execution: {mode: Pod, parallelism: 16, pod: {tasksPerPod: {{Tasks / Pods}}, maxPods: 4} }
        """;

    private static async Task<JsonNode> EndedAsync(Kubectl kubectl, string ns)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < Limit)
        {
            if ((await ListAsync(kubectl, "executions", ns)).FirstOrDefault(run => run["status"]?["completionTime"] is not null) is { } ended)
            {
                return ended;
            }

            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }

        throw new InvalidOperationException($"The run did not end: {string.Join('\n', await ListAsync(kubectl, "executions", ns))}");
    }

    /// <summary>What comes after the end of the run is a part of its price.</summary>
    private static async Task NothingLeftAsync(Kubectl kubectl, string ns)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while ((await ListAsync(kubectl, "jobs.batch,pods,roles,rolebindings", ns)).Count > 0 && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(Kubectl kubectl, string resource, string ns) =>
        [.. JsonNode.Parse(await kubectl.RunAsync(["get", resource, "-n", ns, "-o", "json"]))!["items"]!.AsArray().Select(item => item!)];
}
