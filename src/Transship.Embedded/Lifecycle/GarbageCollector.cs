using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Deletes objects whose owners are gone, and carries out foreground and orphan deletion.</summary>
internal sealed class GarbageCollector(ObjectStore store, KindRegistry kinds, ObjectRemover remover, PendingKeys pending)
{
    public void Process(ObjectKey key, StoredObject item)
    {
        var finalizers = item.Meta.Finalizers;
        if (item.Meta.IsTerminating)
        {
            if (finalizers.Contains(ObjectRemover.OrphanFinalizer, StringComparer.Ordinal))
            {
                Orphan(key, item);
                return;
            }

            if (!finalizers.Contains(ObjectRemover.ForegroundFinalizer, StringComparer.Ordinal))
            {
                return;
            }

            DeleteDependentsFirst(key, item);
        }

        var owners = item.Meta.Owners.ToArray();
        if (owners.Length > 0)
        {
            FollowOwners(key, item, owners);
        }
    }

    private void FollowOwners(ObjectKey key, StoredObject item, OwnerReference[] owners)
    {
        var states = owners.ToLookup(owner => State(key, owner), owner => owner.Uid);
        if (states[OwnerState.Present].Any())
        {
            var lost = states[OwnerState.Absent].Concat(states[OwnerState.WaitsForDependents]).ToHashSet(StringComparer.Ordinal);
            if (lost.Count > 0)
            {
                ObjectEdit.Apply(store, key, item, target => OwnerReferences.Remove(target, lost));
            }

            return;
        }

        var propagation = item.Meta.Finalizers switch
        {
            var names when names.Contains(ObjectRemover.OrphanFinalizer, StringComparer.Ordinal) => DeleteRequest.Orphan,
            var names when names.Contains(ObjectRemover.ForegroundFinalizer, StringComparer.Ordinal) => DeleteRequest.Foreground,
            _ when states[OwnerState.WaitsForDependents].Any() && store.Dependents(item.Meta.Uid ?? "").Count > 0 => DeleteRequest.Foreground,
            _ => DeleteRequest.Background,
        };
        Delete(key, item, propagation);
    }

    private OwnerState State(ObjectKey dependent, OwnerReference owner)
    {
        if (store.FindByUid(owner.Uid, out var key) is not { } found || (key.Namespace.Length > 0 && key.Namespace != dependent.Namespace))
        {
            return OwnerState.Absent;
        }

        return found.Meta.IsTerminating && found.Meta.Finalizers.Contains(ObjectRemover.ForegroundFinalizer, StringComparer.Ordinal)
            ? OwnerState.WaitsForDependents
            : OwnerState.Present;
    }

    private void Delete(ObjectKey key, StoredObject item, string propagation)
    {
        if (kinds.FindByStorage(key.Storage) is not { } kind)
        {
            return;
        }

        try
        {
            remover.Delete(kind, key, new DeleteRequest { Uid = item.Meta.Uid, Propagation = propagation });
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Somebody else deleted it, or replaced it: either way this object is gone.
        }
    }

    private void DeleteDependentsFirst(ObjectKey key, StoredObject item)
    {
        var uid = item.Meta.Uid ?? "";
        var dependents = store.Dependents(uid);
        var isBlocked = dependents.Any(dependent =>
            store.Get(dependent) is { } child && child.Meta.Owners.Any(owner => owner.Uid == uid && owner.BlocksOwnerDeletion));
        if (isBlocked)
        {
            foreach (var dependent in dependents)
            {
                pending.Add(dependent);
            }

            return;
        }

        ObjectEdit.RemoveFinalizer(store, key, ObjectRemover.ForegroundFinalizer);
    }

    private void Orphan(ObjectKey key, StoredObject item)
    {
        var uid = item.Meta.Uid ?? "";
        foreach (var dependent in store.Dependents(uid))
        {
            while (store.Get(dependent) is { } child && child.Meta.Owners.Any(owner => owner.Uid == uid))
            {
                ObjectEdit.Apply(store, dependent, child, target => OwnerReferences.Remove(target, new HashSet<string>(StringComparer.Ordinal) { uid }));
            }
        }

        ObjectEdit.RemoveFinalizer(store, key, ObjectRemover.OrphanFinalizer);
    }

    private enum OwnerState
    {
        Present,
        Absent,
        WaitsForDependents,
    }
}
