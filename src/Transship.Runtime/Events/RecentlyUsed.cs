using System.Diagnostics.CodeAnalysis;

namespace Transship.Runtime.Events;

/// <summary>A dictionary of bounded size that forgets what was used longest ago. Not thread-safe.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    internal int Count => _nodes.Count;

    /// <summary>All of it, what was used longest ago first.</summary>
    internal IEnumerable<(TKey Key, TValue Value)> Entries => _order;

    /// <summary>Finds a value, which counts as a use.</summary>
    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _order.Remove(node);
        _order.AddLast(node);
        value = node.Value.Value;
        return true;
    }

    internal void Set(TKey key, TValue value)
    {
        Remove(key);
        _nodes[key] = _order.AddLast((key, value));
        if (_nodes.Count > capacity)
        {
            Remove(_order.First!.Value.Key);
        }
    }

    internal void Remove(TKey key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _order.Remove(node);
        }
    }
}
