using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>Where a reflector puts what it reads.</summary>
internal interface IReflectorTarget<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>What is stored under a key; null for nothing.</summary>
    TEntity? Find(NamespacedName key);

    /// <summary>A full list of a namespace (null: of everything) was read.</summary>
    void Replace(string? @namespace, IReadOnlyCollection<TEntity> entities);

    /// <summary>An object is new or changed.</summary>
    void Upsert(TEntity entity);

    /// <summary>An object is gone; <paramref name="final"/> is its last state (R11).</summary>
    void Remove(TEntity final);
}
