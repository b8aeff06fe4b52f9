using Transship.Runtime.Queue;

namespace Transship.Runtime.Events;

/// <summary>Lets each object tell 25 new things at once and one more each five minutes; remembers 4,096 objects (E2). Not thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="shares">How many filters share the memory.</param>
internal sealed class SpamFilter(TimeProvider time, int shares = 1)
{
    internal const int Burst = 25;
    internal const int MaxObjects = 4096;
    internal static readonly TimeSpan Refill = TimeSpan.FromSeconds(300);

    private readonly RecentlyUsed<string, TokenBucket> _buckets = new(MaxObjects / shares);

    internal int Count => _buckets.Count;

    internal bool Allows(EventKey key)
    {
        var id = $"{key.Kind}/{key.Namespace}/{key.Name}/{key.Uid}";
        if (!_buckets.TryGet(id, out var bucket))
        {
            bucket = new TokenBucket(1 / Refill.TotalSeconds, Burst, time);
            _buckets.Set(id, bucket);
        }

        return bucket.TryTake();
    }
}
