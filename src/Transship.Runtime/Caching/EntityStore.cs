using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>The objects of a kind by key, by namespace and by index. Readers get snapshots.</summary>
internal sealed class EntityStore<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, TEntity> _objects = [];
    private readonly EntityIndex<TEntity> _namespaces = new(entity => [entity.Metadata.Namespace ?? ""]);
    private readonly Dictionary<string, EntityIndex<TEntity>> _indexes;

    internal EntityStore(IReadOnlyDictionary<string, Func<TEntity, IEnumerable<string>>> indexes) =>
        _indexes = indexes.ToDictionary(index => index.Key, index => new EntityIndex<TEntity>(index.Value), StringComparer.Ordinal);

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _objects.Count;
            }
        }
    }

    internal TEntity? Get(NamespacedName key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    internal IReadOnlyCollection<TEntity> List(string? @namespace)
    {
        lock (_gate)
        {
            return @namespace is null ? [.. _objects.Values] : _namespaces.Find(@namespace);
        }
    }

    internal IReadOnlyCollection<TEntity> ByIndex(string index, string value)
    {
        if (!_indexes.TryGetValue(index, out var found))
        {
            throw new ArgumentException($"The cache of {typeof(TEntity).Name} has no index '{index}': add it with AddCache.", nameof(index));
        }

        lock (_gate)
        {
            return found.Find(value);
        }
    }

    /// <summary>Stores an object; returns what it replaces.</summary>
    internal TEntity? Upsert(TEntity entity)
    {
        lock (_gate)
        {
            return Put(entity);
        }
    }

    /// <summary>Forgets an object; returns what was stored.</summary>
    internal TEntity? Remove(NamespacedName key)
    {
        lock (_gate)
        {
            return Drop(key);
        }
    }

    /// <summary>Makes a whole namespace (null: everything) what a list says, at once (R3).</summary>
    /// <returns>The differences: deletions first, in the list's order otherwise. Unchanged versions are no difference.</returns>
    internal List<EntityChange<TEntity>> Replace(string? @namespace, IReadOnlyCollection<TEntity> entities, bool isInitial)
    {
        var changes = new List<EntityChange<TEntity>>();
        var listed = entities.Select(entity => NamespacedName.Of(entity)).ToHashSet();
        lock (_gate)
        {
            IReadOnlyCollection<TEntity> known = @namespace is null ? [.. _objects.Values] : _namespaces.Find(@namespace);
            foreach (var gone in known.Where(entity => !listed.Contains(NamespacedName.Of(entity))))
            {
                Drop(NamespacedName.Of(gone));
                changes.Add(new EntityChange<TEntity>(ChangeKind.Deleted, gone, gone, IsInitial: false, IsStale: true));
            }

            foreach (var entity in entities)
            {
                var old = Put(entity);
                if (old is null)
                {
                    changes.Add(new EntityChange<TEntity>(ChangeKind.Added, null, entity, isInitial, IsStale: false));
                }
                else if (!Versions.Same(old, entity))
                {
                    changes.Add(new EntityChange<TEntity>(ChangeKind.Updated, old, entity, IsInitial: false, IsStale: false));
                }
            }
        }

        return changes;
    }

    private TEntity? Put(TEntity entity)
    {
        var key = NamespacedName.Of(entity);
        var old = Drop(key);
        _objects[key] = entity;
        _namespaces.Add(key, entity);
        foreach (var index in _indexes.Values)
        {
            index.Add(key, entity);
        }

        return old;
    }

    private TEntity? Drop(NamespacedName key)
    {
        if (!_objects.Remove(key, out var old))
        {
            return null;
        }

        _namespaces.Remove(key);
        foreach (var index in _indexes.Values)
        {
            index.Remove(key);
        }

        return old;
    }
}
