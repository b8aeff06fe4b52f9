using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>Objects filed under values. Remembers an object's values, so that a change of the object leaves nothing behind.</summary>
internal sealed class EntityIndex<TEntity>(Func<TEntity, IEnumerable<string>> values)
    where TEntity : class, IKubernetesObject
{
    private readonly Dictionary<string, Dictionary<NamespacedName, TEntity>> _filed = new(StringComparer.Ordinal);
    private readonly Dictionary<NamespacedName, string[]> _values = [];

    internal IReadOnlyCollection<TEntity> Find(string value) => _filed.TryGetValue(value, out var found) ? [.. found.Values] : [];

    internal void Add(NamespacedName key, TEntity entity)
    {
        string[] filedUnder = [.. values(entity).Distinct(StringComparer.Ordinal)];
        if (filedUnder.Length == 0)
        {
            return;
        }

        _values[key] = filedUnder;
        foreach (var value in filedUnder)
        {
            if (!_filed.TryGetValue(value, out var bucket))
            {
                _filed[value] = bucket = [];
            }

            bucket[key] = entity;
        }
    }

    internal void Remove(NamespacedName key)
    {
        if (!_values.Remove(key, out var filedUnder))
        {
            return;
        }

        foreach (var value in filedUnder)
        {
            var bucket = _filed[value];
            bucket.Remove(key);
            if (bucket.Count == 0)
            {
                _filed.Remove(value);
            }
        }
    }
}
