using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>Where a streamed list gathers until the server says that it is whole (R16).</summary>
internal sealed class InitialState<TEntity>
    where TEntity : class, IKubernetesObject
{
    internal const string EndAnnotation = "k8s.io/initial-events-end";

    /// <summary>After this a list that has not ended is worth a warning (R19).</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<NamespacedName, TEntity> _objects = [];
    private volatile bool _isComplete;

    internal bool IsComplete => _isComplete;

    internal void Upsert(TEntity entity) => _objects[NamespacedName.Of(entity)] = entity;

    internal void Remove(TEntity entity) => _objects.Remove(NamespacedName.Of(entity));

    internal static bool EndsWith(TEntity bookmark) =>
        bookmark.Metadata.Annotations?.TryGetValue(EndAnnotation, out var value) is true && value == "true";

    internal IReadOnlyCollection<TEntity> Complete()
    {
        _isComplete = true;
        return _objects.Values;
    }
}
