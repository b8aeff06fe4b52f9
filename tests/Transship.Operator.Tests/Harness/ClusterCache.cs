using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Harness;

/// <summary>The cache of a kind: what a fake cluster holds, or what it held when the cache was frozen.</summary>
internal sealed class ClusterCache<TEntity>(FakeCluster cluster, params (string Name, Func<TEntity, IEnumerable<string>> Values)[] indexes) : IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject
{
    private IReadOnlyList<TEntity>? _frozen;

    public bool HasSynced => true;

    /// <summary>From now on the cache is late.</summary>
    /// <param name="state">What it shows; null for what the cluster holds now.</param>
    public void Freeze(IReadOnlyList<TEntity>? state = null) => _frozen = state ?? cluster.PeekAll<TEntity>();

    /// <summary>The cache has caught up.</summary>
    public void Thaw() => _frozen = null;

    public TEntity? Get(NamespacedName key) => All.FirstOrDefault(entity => NamespacedName.Of(entity) == key);

    public IReadOnlyCollection<TEntity> List(string? @namespace = null) =>
        [.. All.Where(entity => @namespace is null || entity.Metadata.Namespace == @namespace)];

    public IReadOnlyCollection<TEntity> ByIndex(string index, string value)
    {
        var values = indexes.Single(known => known.Name == index).Values;
        return [.. All.Where(entity => values(entity).Contains(value, StringComparer.Ordinal))];
    }

    private IReadOnlyList<TEntity> All => _frozen ?? cluster.PeekAll<TEntity>();
}
