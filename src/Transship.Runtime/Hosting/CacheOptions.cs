using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Hosting;

/// <summary>What to cache of a kind, and how to find it.</summary>
/// <typeparam name="TEntity">The entity type.</typeparam>
public sealed class CacheOptions<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly Dictionary<string, Func<TEntity, IEnumerable<string>>> _indexes = [];

    /// <summary>The indexes by name.</summary>
    public IReadOnlyDictionary<string, Func<TEntity, IEnumerable<string>>> Indexes => _indexes;

    /// <summary>Only objects with these labels are cached; null for all.</summary>
    public string? LabelSelector { get; set; }

    /// <summary>Files each object under the values that <paramref name="values"/> gives for it.</summary>
    /// <param name="name">The name of the index.</param>
    /// <param name="values">The values of an object.</param>
    public CacheOptions<TEntity> AddIndex(string name, Func<TEntity, IEnumerable<string>> values)
    {
        _indexes.Add(name, values);
        return this;
    }
}
