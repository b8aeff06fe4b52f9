using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api.Endpoints;
using Transship.Operator.Commands.Work;
using Transship.Operator.Pods;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Commands.Work;

/// <summary>The exit codes of a worker (docs/reference/worker.md).</summary>
public sealed class ShardWorkerTests : IAsyncLifetime
{
    private static readonly Shard Work = new()
    {
        Namespace = Sample.Namespace,
        Execution = "run",
        Parallelism = 2,
        Pods = 1,
        Tasks = ["one", "two"],
        Endpoints = new Dictionary<string, EndpointSpec>(),
    };

    private readonly Bench _bench = Bench.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task RunAsync_EachTaskHasAnOutcome_IsDone()
    {
        var (exitCode, summary) = await RunAsync(Work);

        Assert.Equal((0, 2, 2, null), (exitCode, summary.Tasks, summary.Ended, summary.Message));
    }

    [Fact]
    public async Task RunAsync_TheApiServerIsAwayForMinutes_IsRetryableAndSaysWhy()
    {
        _bench.Cluster.Before = (_, _) => throw Failures.Of(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "etcd is away");

        var run = RunAsync(Work with { Tasks = ["one"] });
        foreach (var seconds in new[] { 1, 2, 4, 8 }.Concat(Enumerable.Repeat(15, 11)))
        {
            Assert.False(run.IsCompleted);
            await _bench.Time.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        var (exitCode, summary) = await run;
        Assert.Equal(1, exitCode);
        Assert.Contains("etcd is away", summary.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ToldToEnd_IsInterrupted()
    {
        var (exitCode, summary) = await RunAsync(Work, new CancellationToken(canceled: true));

        Assert.Equal((130, "The worker was told to end."), (exitCode, summary.Message));
    }

    [Fact]
    public async Task Worker_WorkThatCannotBeRead_IsFinalAndSaysWhy()
    {
        var (exitCode, _, error) = await TransshipProcess.RunAsync("worker", "--shard", "/nowhere/shard.json");

        Assert.Equal(ShardJob.FinalExitCode, exitCode);
        Assert.Contains("/nowhere/shard.json cannot be read as the work of a pod", error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, WorkerSummary Summary)> RunAsync(Shard shard, CancellationToken cancellationToken = default) =>
        await new ShardWorker(new TaskWork(_bench.Cluster, _bench.Runner, _bench.States, _bench.Time), NullLogger<ShardWorker>.Instance).RunAsync(shard, cancellationToken);
}
