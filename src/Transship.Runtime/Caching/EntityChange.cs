using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

internal enum ChangeKind
{
    Added,
    Updated,
    Deleted,
}

/// <summary>What became of an object, as a handler hears of it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Old">The object as this handler knew it; null when it did not.</param>
/// <param name="Entity">The object now; for a deletion its final state, or the last known one.</param>
/// <param name="IsInitial">It comes from the first list, not from a change (Q6).</param>
/// <param name="IsStale">The deletion was inferred from a list; the final state may have been another (R3).</param>
internal sealed record EntityChange<TEntity>(ChangeKind Kind, TEntity? Old, TEntity Entity, bool IsInitial, bool IsStale)
    where TEntity : class, IKubernetesObject
{
    internal NamespacedName Key => NamespacedName.Of(Entity);
}
