using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Runtime.Events;
using Transship.Runtime.Hosting;
using Transship.Runtime.Telemetry;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Soak;

/// <summary>What is dropped without being stopped. Runs alone and after the others, so that what they dropped counts too.</summary>
[Collection(ConnectionSoakTests.Name)]
public sealed class AbandonedTests
{
    [Fact]
    public async Task EventRecorder_DroppedUnstopped_DoesNotHoldUpTheFinalizers()
    {
        using var metrics = new RuntimeMetrics();
        var dropped = await StartAndDropAsync(metrics);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var finalizers = new Thread(GC.WaitForPendingFinalizers) { IsBackground = true };
        finalizers.Start();

        Assert.True(finalizers.Join(Patience.Limit), "A finalizer does not end.");
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        Assert.False(dropped.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StartAndDropAsync(RuntimeMetrics metrics)
    {
        var time = new FakeTimeProvider();
        var recorder = new EventRecorder(new FakeCluster(time), new OperatorSettings(), time, NullLogger<EventRecorder>.Instance, metrics);
        recorder.Start();
        await time.WhenWaitingAsync(EventBook.SeriesEnds).WaitAsync(Patience.Limit);
        return new WeakReference(recorder);
    }
}
