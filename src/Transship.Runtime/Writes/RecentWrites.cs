using System.Text.Json.Nodes;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Writes;

/// <summary>
/// What was just written and may not have reached the cache yet. Without this a reconcile that reads its own past
/// could think that a status stands which it has overwritten a moment ago (W8).
/// </summary>
internal sealed class RecentWrites(TimeProvider time)
{
    /// <summary>A cache that is later than this has other troubles.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, NamespacedName Key), Write> _writes = [];
    private readonly Queue<(string Kind, NamespacedName Key, long At)> _order = new();

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _writes.Count;
            }
        }
    }

    internal void Remember(IKubernetesObject stored, JsonNode? status)
    {
        var at = time.GetTimestamp();
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, at) > Memory)
            {
                _order.Dequeue();
                if (_writes.TryGetValue((oldest.Kind, oldest.Key), out var write) && write.At == oldest.At)
                {
                    _writes.Remove((oldest.Kind, oldest.Key));
                }
            }

            var key = NamespacedName.Of(stored);
            _writes[(stored.Kind, key)] = new Write(stored.Metadata.Uid, stored.Metadata.ResourceVersion, status, at);
            _order.Enqueue((stored.Kind, key, at));
        }
    }

    /// <summary>A status other than <paramref name="status"/> was written, and <paramref name="observed"/> does not show it.</summary>
    internal bool Outdates(IKubernetesObject observed, JsonNode? status)
    {
        lock (_gate)
        {
            return _writes.TryGetValue((observed.Kind, NamespacedName.Of(observed)), out var write)
                && write.Version != observed.Metadata.ResourceVersion
                && !JsonNode.DeepEquals(write.Status, status);
        }
    }

    /// <summary>
    /// Puts back when a condition last flipped, where <paramref name="observed"/> does not show yet what was written of it: who computed
    /// <paramref name="status"/> from that could not know (W4).
    /// </summary>
    internal void KeepTransitions(IKubernetesObject observed, JsonNode? status)
    {
        if (Conditions(status) is not { } conditions)
        {
            return;
        }

        lock (_gate)
        {
            if (!_writes.TryGetValue((observed.Kind, NamespacedName.Of(observed)), out var write)
                || write.Uid != observed.Metadata.Uid || write.Version == observed.Metadata.ResourceVersion || Conditions(write.Status) is not { } written)
            {
                return;
            }

            foreach (var condition in conditions)
            {
                if (written.FirstOrDefault(known => Same(known, condition, "type") && Same(known, condition, "status")) is { } kept)
                {
                    condition!["lastTransitionTime"] = kept["lastTransitionTime"]?.DeepClone();
                }
            }
        }
    }

    private static JsonArray? Conditions(JsonNode? status) => (status as JsonObject)?["conditions"] as JsonArray;

    private static bool Same(JsonNode? one, JsonNode? other, string member) => JsonNode.DeepEquals(one?[member], other?[member]);

    private sealed record Write(string? Uid, string? Version, JsonNode? Status, long At);
}
