using System.Collections.Concurrent;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Queue;

public sealed class WorkQueueConcurrencyTests
{
    [Fact]
    public async Task Q1_ManyWorkersAndAdders_NoKeyIsWithTwoAtOnceAndNoneIsLost()
    {
        using var metrics = new RuntimeMetrics();
        using var queue = new WorkQueue("concurrent", TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000), TimeProvider.System, metrics);
        var inWork = new ConcurrentDictionary<NamespacedName, bool>();
        var wanted = new ConcurrentDictionary<NamespacedName, int>();
        var seen = new ConcurrentDictionary<NamespacedName, int>();
        var overlaps = 0;
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await queue.GetAsync(default) is { } item)
            {
                overlaps += inWork.TryAdd(item.Key, true) ? 0 : 1;
                seen[item.Key] = wanted[item.Key];
                await Task.Yield();
                inWork.TryRemove(item.Key, out var _);
                queue.Done(item.Key);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(adder => Task.Run(() =>
        {
            for (var number = 0; number < 5000; number++)
            {
                var key = new NamespacedName("ns", $"k{(number * 7) % 50}");
                wanted.AddOrUpdate(key, 1, (_, known) => known + 1);
                queue.Add(key);
            }
        })));
        await Patience.UntilAsync(() => queue.Depth == 0 && inWork.IsEmpty && wanted.All(pair => seen.GetValueOrDefault(pair.Key) == pair.Value));
        queue.ShutDown();
        await Task.WhenAll(workers).WaitAsync(Patience.Limit);

        Assert.Equal(0, overlaps);
        Assert.Equal(50, seen.Count);
    }
}
