using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>What an informer knows of a kind: a local, complete and slightly late copy. Objects are immutable (Q11).</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public interface IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>True once the first full list was delivered to all handlers (R12).</summary>
    bool HasSynced { get; }

    /// <summary>One object, or null.</summary>
    /// <param name="key">Its key.</param>
    TEntity? Get(NamespacedName key);

    /// <summary>All objects, or those of a namespace; a snapshot.</summary>
    /// <param name="namespace">The namespace; null for all.</param>
    IReadOnlyCollection<TEntity> List(string? @namespace = null);

    /// <summary>The objects that an index files under a value.</summary>
    /// <param name="index">The name that the index was registered with.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    IReadOnlyCollection<TEntity> ByIndex(string index, string value);
}
