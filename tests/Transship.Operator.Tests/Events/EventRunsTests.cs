using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Events;

public sealed class EventRunsTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();
    private readonly EventRuns _runs;
    private readonly ReplicationRule _rule;

    public EventRunsTests()
    {
        _runs = new EventRuns(_bench.EventExecutions);
        _rule = _bench.Cluster.Add(Sample.Rule());
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Store_ManyAtTheSameTime_TakesFewWritesAndLosesNone()
    {
        var first = new TaskCompletionSource();
        _bench.Cluster.Before = (request, _) => request.Verb == "create" ? first.Task : Task.CompletedTask;
        var stored = Enumerable.Range(0, 100).Select(n => _runs.StoreAsync(_rule, [Push(n)], CancellationToken.None)).ToArray();
        first.SetResult();
        await Task.WhenAll(stored);

        var execution = Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>());
        Assert.Equal(100, execution.Spec.Resources!.Distinct().Count());
        Assert.InRange(_bench.Cluster.Writes.Count(), 1, 5);
    }

    [Fact]
    public async Task Store_Fails_TellsEachDelivery()
    {
        _bench.Cluster.Before = (_, _) => Task.FromException(Failures.Unreachable());

        var stored = Enumerable.Range(0, 3).Select(n => _runs.StoreAsync(_rule, [Push(n)], CancellationToken.None)).ToArray();

        foreach (var delivery in stored)
        {
            await Assert.ThrowsAsync<KubernetesException>(() => delivery);
        }
    }

    [Fact]
    public async Task Store_SenderLeavesWhileItWaits_OthersAreStored()
    {
        var first = new TaskCompletionSource();
        _bench.Cluster.Before = (request, _) => request.Verb == "create" ? first.Task : Task.CompletedTask;
        var storing = _runs.StoreAsync(_rule, [Push(0)], CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var left = _runs.StoreAsync(_rule, [Push(1)], leaving.Token);
        var waiting = _runs.StoreAsync(_rule, [Push(2)], CancellationToken.None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        first.SetResult();
        await Task.WhenAll(storing, waiting);

        Assert.Equal([Push(0), Push(2)], Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>()).Spec.Resources);
    }

    private static ExecutionResource Push(int n) => new() { Repository = "library/app", Tag = $"v{n}", Event = $"push-{n}" };
}
