using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Caching;

/// <summary>The sum of the changes of one key that a handler has not heard of yet.</summary>
/// <param name="Known">The object as the handler knows it.</param>
/// <param name="Current">The object now; null when it is gone.</param>
/// <param name="Final">The last state of an object that went in between.</param>
/// <param name="IsInitial">All of it comes from the first list.</param>
/// <param name="IsStale">The final state was inferred.</param>
internal readonly record struct PendingChange<TEntity>(TEntity? Known, TEntity? Current, TEntity? Final, bool IsInitial, bool IsStale)
    where TEntity : class, IKubernetesObject
{
    internal static PendingChange<TEntity> Of(EntityChange<TEntity> change) => change.Kind == ChangeKind.Deleted
        ? new(change.Old, null, change.Entity, change.IsInitial, change.IsStale)
        : new(change.Old, change.Entity, null, change.IsInitial, IsStale: false);

    internal PendingChange<TEntity> Merge(EntityChange<TEntity> change) => change.Kind == ChangeKind.Deleted
        ? this with { Current = null, Final = change.Entity, IsInitial = false, IsStale = change.IsStale }
        : this with { Current = change.Entity, IsInitial = IsInitial && change.IsInitial };

    /// <summary>What the handler hears: one change, or a deletion and an addition where the name was used again.</summary>
    internal IEnumerable<EntityChange<TEntity>> Changes()
    {
        if (Current is null)
        {
            // An object that came and went is told all the same: its owner may wait for it.
            yield return new(ChangeKind.Deleted, Known, Final!, IsInitial: false, IsStale);
            yield break;
        }

        if (Known is not null && Versions.SameObject(Known, Current))
        {
            yield return new(ChangeKind.Updated, Known, Current, IsInitial: false, IsStale: false);
            yield break;
        }

        if (Known is not null)
        {
            var wasSeen = Final is not null && Versions.SameObject(Known, Final);
            yield return new(ChangeKind.Deleted, Known, wasSeen ? Final! : Known, IsInitial: false, IsStale: !wasSeen || IsStale);
        }

        yield return new(ChangeKind.Added, null, Current, IsInitial, IsStale: false);
    }
}
