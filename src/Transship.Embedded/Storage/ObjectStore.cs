using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;

namespace Transship.Embedded.Storage;

/// <summary>All objects of the server, under one sequence of versions. Writes compare versions, reads take snapshots.</summary>
internal sealed class ObjectStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ObjectCollection> _collections = new(StringComparer.Ordinal);
    private readonly OwnerIndex _owners = new();
    private readonly Journal? _journal;
    private readonly int _historyLimit;
    private long _version;

    /// <summary>Opens the store.</summary>
    /// <param name="historyLimit">How many changes of a resource are kept for watches that resume.</param>
    /// <param name="journal">Where writes are kept; null keeps them in memory only.</param>
    public ObjectStore(int historyLimit, Journal? journal)
    {
        _historyLimit = historyLimit;
        _journal = journal;
        if (journal is not null)
        {
            Load(journal.Read());
        }
    }

    /// <summary>Told of every write, after it is stored, in order, within the lock of the store.</summary>
    public Action<Change>? Written { get; set; }

    public StoredObject? Get(ObjectKey key)
    {
        lock (_gate)
        {
            return Collection(key.Storage).Items.GetValueOrDefault(key.Path);
        }
    }

    /// <summary>A snapshot of a collection and the version it is of.</summary>
    public (ImmutableSortedDictionary<string, StoredObject> Items, long Version) List(string storage)
    {
        lock (_gate)
        {
            return (Collection(storage).Items, _version);
        }
    }

    /// <summary>The changes of a collection after a version.</summary>
    public ChangeBatch Changes(string storage, long after)
    {
        lock (_gate)
        {
            var collection = Collection(storage);
            return new ChangeBatch(
                after < collection.CompactedVersion ? [] : collection.After(after),
                _version,
                after < collection.CompactedVersion ? collection.CompactedVersion : null,
                collection.NextChange.Task);
        }
    }

    /// <summary>The keys of all objects that name the uid among their owners.</summary>
    public IReadOnlyList<ObjectKey> Dependents(string ownerUid)
    {
        lock (_gate)
        {
            return _owners.DependentsOf(ownerUid);
        }
    }

    /// <summary>The object with the uid; null where there is none.</summary>
    public StoredObject? FindByUid(string uid, out ObjectKey key)
    {
        lock (_gate)
        {
            key = _owners.Find(uid) ?? default;
            return key == default ? null : Collection(key.Storage).Items.GetValueOrDefault(key.Path);
        }
    }

    public IReadOnlyList<ObjectKey> Keys()
    {
        lock (_gate)
        {
            return [.. Everything().Select(record => record.Key)];
        }
    }

    public IReadOnlyList<ObjectKey> InNamespace(string name)
    {
        lock (_gate)
        {
            return
            [
                .. from entry in _collections
                   from item in entry.Value.Items.Values
                   where item.Meta.Namespace == name
                   select new ObjectKey(entry.Key, name, item.Meta.Name),
            ];
        }
    }

    /// <summary>Writes an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="expectedVersion">The version that is stored now; 0 where there must be none.</param>
    /// <param name="node">The object to store; null removes it.</param>
    /// <param name="admittedAs">The kind whose schema the object went through, and whose form it has; null for one that was not checked again.</param>
    /// <returns>The object stored, or the last state of the removed one; null where another version is stored than expected.</returns>
    public StoredObject? Write(ObjectKey key, long expectedVersion, JsonObject? node, ResourceKind? admittedAs = null)
    {
        lock (_gate)
        {
            var collection = Collection(key.Storage);
            var previous = collection.Items.GetValueOrDefault(key.Path);
            if ((previous?.Version ?? 0) != expectedVersion)
            {
                return null;
            }

            var version = _version + 1;
            var written = Stamp(node ?? previous!.Node, version);
            written = admittedAs is null ? written : written.AdmittedAs(admittedAs);
            _journal?.Append(new JournalRecord(version, key, node is null ? null : written.Json));
            _version = version;
            var change = node is null ? new Change(version, key, null, written) : new Change(version, key, written, previous);
            collection.Record(change);
            _owners.Update(key, previous?.Node, change.Current?.Node);
            collection.TakeSignal().SetResult();
            Written?.Invoke(change);
            if (_journal is { NeedsCompaction: true })
            {
                _journal.Compact(_version, Everything());
            }

            return written;
        }
    }

    public void Dispose() => _journal?.Dispose();

    private static StoredObject Stamp(JsonObject node, long version)
    {
        var stamped = node.Clone();
        stamped.GetOrAddObject("metadata")["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(WireJson.Bytes(stamped), version);
    }

    private void Load(IEnumerable<JournalRecord> records)
    {
        var state = new Dictionary<ObjectKey, JournalRecord>();
        foreach (var record in records)
        {
            _version = Math.Max(_version, record.Version);
            if (record.Json is null)
            {
                state.Remove(record.Key);
            }
            else
            {
                state[record.Key] = record;
            }
        }

        foreach (var (key, record) in state)
        {
            var item = new StoredObject(record.Json!, record.Version);
            Collection(key.Storage).Load(key.Path, item);
            _owners.Update(key, null, item.Node);
        }

        foreach (var collection in _collections.Values)
        {
            collection.ForgetUntil(_version);
        }
    }

    private IEnumerable<JournalRecord> Everything() =>
        from entry in _collections
        from item in entry.Value.Items.Values
        select new JournalRecord(item.Version, new ObjectKey(entry.Key, item.Meta.Namespace, item.Meta.Name), item.Json);

    private ObjectCollection Collection(string storage)
    {
        if (!_collections.TryGetValue(storage, out var collection))
        {
            collection = new ObjectCollection(_historyLimit);
            collection.ForgetUntil(_version);
            _collections.Add(storage, collection);
        }

        return collection;
    }
}
