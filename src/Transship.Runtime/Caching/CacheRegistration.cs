using Transship.Kubernetes.Entities;
using Transship.Runtime.Hosting;

namespace Transship.Runtime.Caching;

/// <summary>A kind that the program wants cached.</summary>
internal interface ICacheRegistration
{
    IInformer Informer(InformerRegistry registry);
}

/// <summary>A kind that the program wants cached, and how.</summary>
internal sealed record CacheRegistration<TEntity>(Action<CacheOptions<TEntity>>? Configure) : ICacheRegistration
    where TEntity : class, IKubernetesObject
{
    public IInformer Informer(InformerRegistry registry) => registry.Get<TEntity>();
}

/// <summary>What a program injects: the cache of a kind, made on first use.</summary>
internal sealed class EntityCache<TEntity>(InformerRegistry registry) : IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly Informer<TEntity> _informer = registry.Get<TEntity>();

    public bool HasSynced => _informer.HasSynced;

    public TEntity? Get(NamespacedName key) => _informer.Get(key);

    public IReadOnlyCollection<TEntity> List(string? @namespace = null) => _informer.List(@namespace);

    public IReadOnlyCollection<TEntity> ByIndex(string index, string value) => _informer.ByIndex(index, value);
}
