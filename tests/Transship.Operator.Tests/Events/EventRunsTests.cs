using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Events;

public sealed class EventRunsTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();
    private readonly EventRuns _runs;
    private readonly ReplicationRule _rule;

    public EventRunsTests()
    {
        _runs = new EventRuns(_bench.EventExecutions, _bench.Time);
        _rule = _bench.Cluster.Add(Sample.Rule());
    }

    public async ValueTask DisposeAsync()
    {
        _runs.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Store_ManyAtTheSameTime_TakesFewWritesAndLosesNone()
    {
        var first = new TaskCompletionSource();
        _bench.Cluster.Before = (request, _) => request.Verb == "create" ? first.Task : Task.CompletedTask;
        var stored = Enumerable.Range(0, 100).Select(n => _runs.StoreAsync(_rule, [Push(n)], CancellationToken.None)).ToArray();
        first.SetResult();
        await stored[0];
        await _bench.Time.PassAsync(EventRuns.Pause);
        await Task.WhenAll(stored);

        var execution = Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>());
        Assert.Equal(100, execution.Spec.Resources!.Distinct().Count());
        Assert.Equal(["create", "patch"], _bench.Cluster.Writes.Select(write => write.Verb));
    }

    [Fact]
    public async Task Store_SoonAfterAWrite_WaitsForOthersAndIsStoredWithThem()
    {
        await _runs.StoreAsync(_rule, [Push(0)], CancellationToken.None);
        await _bench.Time.WhenWaitingAsync(EventRuns.Pause);
        var stored = Enumerable.Range(1, 20).Select(n => _runs.StoreAsync(_rule, [Push(n)], CancellationToken.None)).ToArray();
        Assert.Single(_bench.Cluster.Writes);
        _bench.Time.Advance(EventRuns.Pause);
        await Task.WhenAll(stored);

        Assert.Equal(21, Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>()).Spec.Resources!.Count);
        Assert.Equal(2, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Store_AnotherRule_WaitsForNone()
    {
        await _runs.StoreAsync(_rule, [Push(0)], CancellationToken.None);
        await _runs.StoreAsync(_bench.Cluster.Add(Sample.Rule("other")), [Push(0)], CancellationToken.None);

        Assert.Equal(2, _bench.Cluster.PeekAll<ReplicationExecution>().Count);
    }

    [Fact]
    public async Task Store_LongAfterAWrite_IsStoredAtOnce()
    {
        await _runs.StoreAsync(_rule, [Push(0)], CancellationToken.None);
        await _bench.Time.PassAsync(EventRuns.Pause);
        await Patience.UntilAsync(() => _bench.Time.Pending.Count == 0 && _runs.Rules == 0);
        await _runs.StoreAsync(_rule, [Push(1)], CancellationToken.None);

        Assert.Equal(2, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Store_Fails_TellsEachDelivery()
    {
        _bench.Cluster.Before = (_, _) => Task.FromException(Failures.Unreachable());

        var stored = Enumerable.Range(0, 3).Select(n => _runs.StoreAsync(_rule, [Push(n)], CancellationToken.None)).ToArray();

        await Assert.ThrowsAsync<KubernetesException>(() => stored[0]);
        await _bench.Time.PassAsync(EventRuns.Pause);
        await Assert.ThrowsAsync<KubernetesException>(() => stored[1]);
        await Assert.ThrowsAsync<KubernetesException>(() => stored[2]);
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
        await storing;
        await _bench.Time.PassAsync(EventRuns.Pause);
        await waiting;

        Assert.Equal([Push(0), Push(2)], Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>()).Spec.Resources);
    }

    private static ExecutionResource Push(int n) => new() { Repository = "library/app", Tag = $"v{n}", Event = $"push-{n}" };
}
