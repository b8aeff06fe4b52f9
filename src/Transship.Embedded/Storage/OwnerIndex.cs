using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Storage;

/// <summary>Which object has which uid, and which objects name it among their owners.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ObjectKey> _uids = new(StringComparer.Ordinal);

    public ObjectKey? Find(string uid) => _uids.TryGetValue(uid, out var key) ? key : null;

    public IReadOnlyList<ObjectKey> DependentsOf(string uid) => _dependents.TryGetValue(uid, out var keys) ? [.. keys] : [];

    public void Update(ObjectKey key, JsonObject? before, JsonObject? after)
    {
        if (before is not null && new ObjectMeta(before).Uid is { } old)
        {
            _uids.Remove(old);
        }

        if (after is not null && new ObjectMeta(after).Uid is { } own)
        {
            _uids[own] = key;
        }

        foreach (var uid in Uids(before))
        {
            if (_dependents.TryGetValue(uid, out var keys) && keys.Remove(key) && keys.Count == 0)
            {
                _dependents.Remove(uid);
            }
        }

        foreach (var uid in Uids(after))
        {
            if (!_dependents.TryGetValue(uid, out var keys))
            {
                _dependents[uid] = keys = [];
            }

            keys.Add(key);
        }
    }

    private static IEnumerable<string> Uids(JsonObject? node) =>
        node is null ? [] : new ObjectMeta(node).Owners.Select(owner => owner.Uid).Where(uid => uid.Length > 0);
}
