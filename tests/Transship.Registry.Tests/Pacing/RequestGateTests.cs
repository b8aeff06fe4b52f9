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
    public void Succeeded_OncePerSlot_GrowsByOneUpToTheLimit()
    {
        var gate = new RequestGate(18, _time);

        for (var i = 0; i < 17; i++)
        {
            gate.Succeeded();
        }

        Assert.Equal(17, gate.Window);
        for (var i = 0; i < 1000; i++)
        {
            gate.Succeeded();
        }

        Assert.Equal(18, gate.Window);
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
}
