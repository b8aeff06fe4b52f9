using Transship.Runtime.Queue;

namespace Transship.Runtime.Events;

/// <summary>Lets each object tell 25 new things at once and one more each five minutes; remembers 4,096 objects (E2). Not thread-safe.</summary>
internal sealed class SpamFilter(TimeProvider time)
{
    internal const int Burst = 25;
    internal const int MaxObjects = 4096;
    internal static readonly TimeSpan Refill = TimeSpan.FromSeconds(300);

    private readonly Dictionary<string, LinkedListNode<(string Object, TokenBucket Bucket)>> _buckets = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Object, TokenBucket Bucket)> _recent = new();

    internal int Count => _buckets.Count;

    internal bool Allows(EventKey key)
    {
        var id = $"{key.Kind}/{key.Namespace}/{key.Name}/{key.Uid}";
        if (_buckets.TryGetValue(id, out var node))
        {
            _recent.Remove(node);
        }
        else
        {
            node = new((id, new TokenBucket(1 / Refill.TotalSeconds, Burst, time)));
            _buckets[id] = node;
        }

        _recent.AddFirst(node);
        if (_buckets.Count > MaxObjects)
        {
            _buckets.Remove(_recent.Last!.Value.Object);
            _recent.RemoveLast();
        }

        return node.Value.Bucket.TryTake();
    }
}
