using System.Diagnostics;
using System.Globalization;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Tasks;
using Transship.Embedded;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Models;
using Transship.Operator.Commands.Crds;
using Transship.Operator.Pods;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Pods;

/// <summary>What the start of a worker costs: from the start of its process to its first request, and its memory when the first byte of a layer is asked for.</summary>
internal static class WorkerBenchmarks
{
    private const int Runs = 15;
    private const string Namespace = "default";
    private const double MebiByte = 1 << 20;

    /// <summary>Runs them. The first argument is the path of our program.</summary>
    internal static async Task<IReadOnlyList<Measurement>> RunAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("transship-bench.");
        try
        {
            await using var server = await EmbeddedApiServer.StartAsync(
                new EmbeddedApiServerOptions { Definitions = [.. GeneratedManifests.Crds().Select(m => m.Content)] }, CancellationToken.None);
            await using var front = await TlsFront.StartAsync(server.BaseAddress);
            await using var source = await FakeRegistry.StartAsync();
            await using var destination = await FakeRegistry.StartAsync();
            var digest = source.Store["app"].AddImage("v1", [FakeImages.Bytes(1, 1 << 20)]).Digest.ToString();
            using var client = new KubernetesClient(new KubernetesClientConfig { Server = server.BaseAddress, Component = "benchmark" });
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ca.crt"), front.Authority);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "token"), "a-token");
            var starts = new List<WorkerStart>();

            // The first one fills the file cache, as the image's layers are on a node that had the pod before.
            for (var run = 0; run <= Runs; run++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"task-{run}");
                await client.CreateAsync(TaskOf(name, digest), CancellationToken.None);
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "shard.json"), ShardOf(name, source, destination).ToJson());
                var start = await StartAsync(arguments[0], folder.FullName, front, source, destination);
                if (run > 0)
                {
                    starts.Add(start);
                }
            }

            return
            [
                Measurement.AtMost($"from a worker's start to its first request, median of {Runs}", Median(starts, s => s.FirstRequest.TotalMilliseconds), 250, "ms"),
                Measurement.AtMost("  slowest of them", starts.Max(s => s.FirstRequest.TotalMilliseconds), 250, "ms"),
                Measurement.AtMost("  to its first request to a registry, median", Median(starts, s => s.FirstPull.TotalMilliseconds), 500, "ms"),
                Measurement.AtMost("a worker's peak memory before the first byte, median", Median(starts, s => s.Memory / MebiByte), 60, "MiB"),
                Measurement.AtMost("  largest of them", starts.Max(s => s.Memory / MebiByte), 60, "MiB"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WorkerStart> StartAsync(string program, string folder, TlsFront front, FakeRegistry source, FakeRegistry destination)
    {
        var (request, pull, memory, begun, id) = (0L, 0L, 0L, 0L, 0);
        front.Asked = () => Interlocked.CompareExchange(ref request, TimeProvider.System.GetTimestamp(), 0);
        destination.Intercept = context => Note(isBlob: false);
        source.Intercept = context => Note(context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal));
        string[] arguments = ["worker", "--shard", Path.Combine(folder, "shard.json"), "--secrets", folder, "--service-account", folder];
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        info.Environment["KUBERNETES_SERVICE_HOST"] = "127.0.0.1";
        info.Environment["KUBERNETES_SERVICE_PORT"] = front.Port.ToString(CultureInfo.InvariantCulture);
        info.Environment["POD_NAME"] = "bench";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        begun = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(info)!;
        id = process.Id;
        var log = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && memory > 0
            ? new WorkerStart(TimeProvider.System.GetElapsedTime(begun, request), TimeProvider.System.GetElapsedTime(begun, pull), memory)
            : throw new InvalidOperationException($"The worker ended with exit code {process.ExitCode} and logged:\n{log}");

        Task<bool> Note(bool isBlob)
        {
            Interlocked.CompareExchange(ref pull, TimeProvider.System.GetTimestamp(), 0);
            if (isBlob && memory == 0)
            {
                memory = ProcessMemory.Peak(id);
            }

            return Task.FromResult(false);
        }
    }

    private static double Median(List<WorkerStart> starts, Func<WorkerStart, double> figure) => starts.Select(figure).Order().ElementAt(starts.Count / 2);

    private static ReplicationTask TaskOf(string name, string digest) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = Namespace },
        Spec = new ReplicationTaskSpec
        {
            ExecutionRef = new LocalReference { Name = "run" },
            Source = new RepositoryReference { EndpointRef = new LocalReference { Name = "source" }, Repository = "app" },
            Destination = new RepositoryReference { EndpointRef = new LocalReference { Name = "destination" }, Repository = name },
            Artifacts = [new TaskArtifact { Tag = "v1", Digest = digest }],
        },
    };

    private static Shard ShardOf(string task, FakeRegistry source, FakeRegistry destination) => new()
    {
        Namespace = Namespace,
        Execution = "run",
        Parallelism = 4,
        Pods = 1,
        Tasks = [task],
        Endpoints = new Dictionary<string, EndpointSpec>(StringComparer.Ordinal)
        {
            ["source"] = new() { Url = source.Url.ToString() },
            ["destination"] = new() { Url = destination.Url.ToString() },
        },
    };

    /// <summary>How one worker started.</summary>
    private sealed record WorkerStart(TimeSpan FirstRequest, TimeSpan FirstPull, long Memory);
}
