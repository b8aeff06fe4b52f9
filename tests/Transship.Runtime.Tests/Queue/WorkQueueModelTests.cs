using Transship.Kubernetes.Entities;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Queue;

/// <summary>The queue against a model that is too simple to be wrong, on random operations.</summary>
public sealed class WorkQueueModelTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Q1_RandomOperations_AgreeWithTheModel(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider();
        using var metrics = new RuntimeMetrics();
        using var queue = new WorkQueue($"model-{seed}", TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000), time, metrics);
        var model = new Model();
        for (var step = 0; step < 2000; step++)
        {
            var key = new NamespacedName("ns", $"k{random.Next(12)}");
            var priority = random.Next(2) == 0 ? Priority.Live : Priority.Background;
            switch (random.Next(6))
            {
                case 0 or 1:
                    queue.Add(key, priority);
                    model.Add(key, priority);
                    break;
                case 2:
                    var delay = TimeSpan.FromSeconds(random.Next(0, 30));
                    queue.AddAfter(key, delay, priority);
                    model.AddAfter(key, delay, priority);
                    break;
                case 3 when model.Ready.Count > 0:
                    var item = await queue.GetAsync(default).WaitAsync(Patience.Limit);
                    Assert.Equal(model.Take(), (item!.Value.Key, item.Value.Priority));
                    break;
                case 4 when model.InWork.Count > 0:
                    var done = model.InWork.Keys.Order(Comparer<NamespacedName>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))).ElementAt(random.Next(model.InWork.Count));
                    queue.Done(done);
                    model.Done(done);
                    break;
                case 5:
                    var passed = TimeSpan.FromSeconds(random.Next(0, 10));
                    time.Advance(passed);
                    model.Pass(passed);
                    break;
                default:
                    break;
            }

            Assert.Equal((model.Ready.Count, model.Later.Count), (queue.Depth, queue.Delayed));
        }
    }

    /// <summary>Lists that are searched from end to end.</summary>
    private sealed class Model
    {
        private TimeSpan _now;

        internal List<(NamespacedName Key, int Priority)> Ready { get; } = [];

        internal Dictionary<NamespacedName, int?> InWork { get; } = [];

        internal List<(NamespacedName Key, TimeSpan Due, int Priority)> Later { get; } = [];

        internal void Add(NamespacedName key, int priority)
        {
            if (InWork.TryGetValue(key, out var dirty))
            {
                InWork[key] = Math.Max(dirty ?? int.MinValue, priority);
                return;
            }

            var known = Ready.FindIndex(ready => ready.Key == key);
            if (known >= 0 && Ready[known].Priority >= priority)
            {
                return;
            }

            if (known >= 0)
            {
                Ready.RemoveAt(known);
            }

            Ready.Add((key, priority));
        }

        internal void AddAfter(NamespacedName key, TimeSpan delay, int priority)
        {
            if (delay == TimeSpan.Zero)
            {
                Add(key, priority);
                return;
            }

            var known = Later.FindIndex(later => later.Key == key);
            var due = _now + delay;
            if (known >= 0)
            {
                due = Later[known].Due < due ? Later[known].Due : due;
                priority = Math.Max(priority, Later[known].Priority);
                Later.RemoveAt(known);
            }

            Later.Add((key, due, priority));
        }

        internal (NamespacedName Key, int Priority) Take()
        {
            var first = Ready.MaxBy(ready => ready.Priority);
            Ready.Remove(first);
            InWork.Add(first.Key, null);
            return first;
        }

        internal void Done(NamespacedName key)
        {
            InWork.Remove(key, out var dirty);
            if (dirty is { } priority)
            {
                Add(key, priority);
            }
        }

        internal void Pass(TimeSpan by)
        {
            _now += by;
            foreach (var later in Later.Where(later => later.Due <= _now).OrderBy(later => later.Due).ToList())
            {
                Later.Remove(later);
                Add(later.Key, later.Priority);
            }
        }
    }
}
