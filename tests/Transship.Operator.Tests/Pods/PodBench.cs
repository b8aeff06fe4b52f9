using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Kubernetes.Serialization;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Writes;

namespace Transship.Operator.Tests.Pods;

/// <summary>A run in pods on a fake cluster: tests play the Job controller, the kubelet and the workers.</summary>
internal sealed class PodBench : IAsyncDisposable
{
    private PodBench()
    {
        Jobs = new ClusterCache<V1Job>(Bench.Cluster, (ShardJobs.ByExecution, ShardJobs.ExecutionOf));
        Pods = new ClusterCache<V1Pod>(Bench.Cluster, (ShardJobs.ByJob, ShardJobs.JobOf));
        Access = new WorkerAccess(Bench.Cluster);
        var logs = new ShardLogs(Bench.Cluster, Pods, ReadAsync, NullLogger<ShardLogs>.Instance, Bench.Time);
        var uploads = new ShardUploads(Bench.Cluster, Pods, Bench.Connections, NullLogger<ShardUploads>.Instance, Bench.Time);
        Harvest = new ShardHarvest(Bench.Cluster, Bench.TaskStatuses, Bench.States, logs, uploads, Options, Bench.Time);
        Dispatch = new ShardDispatch(Bench.Cluster, new EntityWriter(Bench.Cluster, Bench.Time), Bench.Endpoints, new WorkerImage(Bench.Cluster, Options), Harvest);
        Runs = new PodRuns(
            Bench.Cluster,
            Jobs,
            Pods,
            Bench.Tasks,
            Bench.Endpoints,
            Bench.ExecutionStatuses,
            Bench.TaskStatuses,
            Bench.Pool,
            Dispatch,
            Harvest,
            new RunAccess(Bench.Executions, Bench.ExecutionStatuses, Access),
            Options,
            Bench.Time);
        Bench.Cluster.Add(Sample.Endpoint("source", "http://source.example.com", "login"));
        Bench.Cluster.Add(Sample.Endpoint("destination", "http://destination.example.com"));
    }

    public Bench Bench { get; } = Bench.Create();

    public PodOptions Options { get; } = new() { Image = "transship:test", TaskThreshold = 3, ByteThreshold = 1000 };

    public ClusterCache<V1Job> Jobs { get; }

    public ClusterCache<V1Pod> Pods { get; }

    public WorkerAccess Access { get; }

    public ShardHarvest Harvest { get; }

    public ShardDispatch Dispatch { get; }

    public PodRuns Runs { get; }

    /// <summary>Sets everything up.</summary>
    public static PodBench Create() => new();

    /// <summary>What the pods logged.</summary>
    public Func<V1Pod, IEnumerable<string>> Logs { get; set; } = _ => [];

    public ReplicationExecution Execution => Bench.Stored<ReplicationExecution>("run");

    public IReadOnlyList<V1Job> AllJobs => Bench.Cluster.PeekAll<V1Job>();

    /// <summary>Seeds a run whose plan is complete, and its tasks t0, t1 and so on.</summary>
    public async Task<IReadOnlyList<ReplicationTask>> SeedAsync(
        int tasks, ExecutionMode? mode = ExecutionMode.Pod, RulePod? pod = null, bool isComplete = true, int parallelism = 8, Func<ReplicationTask, ReplicationTask>? change = null)
    {
        var rule = Sample.Rule().Spec with { Execution = new RuleExecution { Parallelism = parallelism, Pod = pod } };
        var started = Sample.Started("run", rule, new ExecutionPlan { Complete = isComplete, Tasks = tasks }, Bench.Time.GetUtcNow());
        var execution = await Bench.SeedAsync(started with { Status = started.Status! with { Mode = mode } });
        return [.. Enumerable.Range(0, tasks).Select(i => Bench.Cluster.Add((change ?? (t => t))(Sample.Task(string.Create(CultureInfo.InvariantCulture, $"t{i}"), execution))))];
    }

    public Task<PodStep> AdvanceAsync() => Runs.AdvanceAsync(Execution, CancellationToken.None);

    public ReplicationTaskStatus Status(string task) => Bench.Stored<ReplicationTask>(task).Status!;

    /// <summary>The worker of a task writes its status.</summary>
    public Task WriteAsync(string task, ReplicationTaskStatus status) => Bench.Cluster.PatchAsync<ReplicationTask>(
        task, Sample.Namespace, Patch.ApplyStatus(Bench.Stored<ReplicationTask>(task) with { Status = status }, "worker"), CancellationToken.None);

    /// <summary>The Job controller ends a Job.</summary>
    public Task EndAsync(V1Job job, string type, string? reason = null) => StatusAsync<V1Job>(
        job.Metadata.Name!, new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = reason }) });

    /// <summary>The Job controller makes a pod, and the kubelet tells how it goes.</summary>
    public async Task<string> PodAsync(V1Job job, V1PodStatus status)
    {
        var name = $"{job.Metadata.Name}-{Bench.Cluster.PeekAll<V1Pod>().Count}";
        Bench.Cluster.Add(new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Namespace = Sample.Namespace,
                Labels = new Dictionary<string, string>(job.Metadata.Labels!, StringComparer.Ordinal) { [ShardJobs.JobNameLabel] = job.Metadata.Name! },
            },
        });
        await StatusAsync<V1Pod>(name, JsonSerializer.SerializeToNode(status, KubernetesJson.Options)!);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        Access.Dispose();
        await Bench.DisposeAsync();
    }

    private Task<T> StatusAsync<T>(string name, JsonNode status)
        where T : class, Transship.Kubernetes.Entities.IKubernetesObject => Bench.Cluster.PatchAsync<T>(
            name, Sample.Namespace, Patch.Merge(new JsonObject { ["status"] = status }) with { Subresource = "status" }, CancellationToken.None);

    private async IAsyncEnumerable<string> ReadAsync(V1Pod pod, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var line in Logs(pod))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return line;
        }
    }
}
