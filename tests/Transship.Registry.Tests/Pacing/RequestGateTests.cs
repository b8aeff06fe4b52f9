using Transship.Registry.Pacing;
using Transship.Testing.Time;

namespace Transship.Registry.Tests.Pacing;

public sealed class RequestGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task EnterAsync_Full_WaitsUntilSomeoneLeaves()
    {
        var gate = new RequestGate(1, _time);
        var first = await gate.EnterAsync(RequestLane.Small, CancellationToken.None);

        var second = gate.EnterAsync(RequestLane.Small, CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task EnterAsync_BulkTakesAllItMay_SmallRequestsStillEnter()
    {
        var gate = new RequestGate(8, _time);
        var bulk = new List<Task<GateLease>>();
        for (var i = 0; i < 20; i++)
        {
            bulk.Add(gate.EnterAsync(RequestLane.Bulk, CancellationToken.None).AsTask());
        }

        Assert.Equal(6, bulk.Count(b => b.IsCompleted));
        using var small = await gate.EnterAsync(RequestLane.Small, CancellationToken.None);
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileWaiting_LeavesTheQueue()
    {
        var gate = new RequestGate(1, _time);
        var first = await gate.EnterAsync(RequestLane.Small, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var given = gate.EnterAsync(RequestLane.Small, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        first.Dispose();

        using var next = await gate.EnterAsync(RequestLane.Small, CancellationToken.None);
    }

    [Fact]
    public void Overloaded_ManyTimesAtOnce_HalvesOnce()
    {
        var gate = new RequestGate(64, _time);

        gate.Overloaded();
        gate.Overloaded();
        Assert.Equal(8, gate.Window);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        gate.Overloaded();
        Assert.Equal(4, gate.Window);
    }

    [Fact]
    public async Task EnterAsync_WideWindow_LetsThirtyTwoBulkRequestsIn()
    {
        var gate = new RequestGate(64, _time);
        Succeed(gate, 48);
        Assert.Equal(64, gate.Window);

        var bulk = Enumerable.Range(0, 60).Select(_ => gate.EnterAsync(RequestLane.Bulk, CancellationToken.None).AsTask()).ToList();
        var small = Enumerable.Range(0, 60).Select(_ => gate.EnterAsync(RequestLane.Small, CancellationToken.None).AsTask()).ToList();

        Assert.Equal(32, bulk.Count(b => b.IsCompleted));
        Assert.Equal(32, small.Count(s => s.IsCompleted));
    }

    [Fact]
    public void Succeeded_NeverOverloaded_GrowsByOneEachTimeUpToTheLimit()
    {
        var gate = new RequestGate(20, _time);

        Succeed(gate, 3);
        Assert.Equal(19, gate.Window);
        Succeed(gate, 10);
        Assert.Equal(20, gate.Window);
    }

    [Fact]
    public void Succeeded_AfterAnOverload_GrowsByOnePerRoundUpToTheLimit()
    {
        var gate = new RequestGate(18, _time);
        Succeed(gate, 2);
        gate.Overloaded();

        Succeed(gate, 8);
        Assert.Equal(9, gate.Window);
        Succeed(gate, 1000);
        Assert.Equal(18, gate.Window);
    }

    [Fact]
    public async Task Succeeded_SomebodyWaits_LetsHimIn()
    {
        var gate = new RequestGate(17, _time);
        var entered = Enumerable.Range(0, 17).Select(_ => gate.EnterAsync(RequestLane.Small, CancellationToken.None).AsTask()).ToList();
        Assert.False(entered[^1].IsCompleted);

        gate.Succeeded();

        await entered[^1];
    }

    [Fact]
    public void Overloaded_WithoutEnd_LeavesOne()
    {
        var gate = new RequestGate(4, _time);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            gate.Overloaded();
        }

        Assert.Equal(1, gate.Window);
    }

    private static void Succeed(RequestGate gate, int times)
    {
        for (var i = 0; i < times; i++)
        {
            gate.Succeeded();
        }
    }
}
