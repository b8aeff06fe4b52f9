using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Kinds;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Objects;

/// <summary>Deletes objects: at once, or when their finalizers are done.</summary>
internal sealed class ObjectRemover(ObjectStore store, TimeProvider time)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    /// <summary>Deletes an object.</summary>
    /// <returns>The object; and whether it is gone, or only marked.</returns>
    /// <exception cref="ApiException">There is no such object (404), or it does not meet the conditions (409).</exception>
    public (StoredObject Item, bool IsGone) Delete(ResourceKind kind, ObjectKey key, DeleteRequest request)
    {
        while (true)
        {
            var stored = store.Get(key) ?? throw ApiErrors.NotFound(kind, key.Name);
            Check(kind, key, stored, request);
            var finalizers = Finalizers(kind, stored.Meta, request);
            var waits = finalizers.Count > 0 || ObjectWriter.HasOwnFinalizers(stored.Node);
            if (waits && stored.Meta.IsTerminating && finalizers.SequenceEqual(stored.Meta.Finalizers, StringComparer.Ordinal))
            {
                return (stored, false);
            }

            if (request.DryRun)
            {
                return (stored, !waits);
            }

            if (store.Write(key, stored.Version, waits ? Mark(stored, finalizers) : null) is { } written)
            {
                return (written, !waits);
            }
        }
    }

    private static void Check(ResourceKind kind, ObjectKey key, StoredObject stored, DeleteRequest request)
    {
        if (request.Uid is { } uid && uid != stored.Meta.Uid)
        {
            throw ApiErrors.Conflict(kind, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Meta.Uid}");
        }

        if (request.ResourceVersion is { } version && version != stored.Meta.ResourceVersion)
        {
            throw ApiErrors.Conflict(
                kind, key.Name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {stored.Meta.ResourceVersion}");
        }
    }

    private static List<string> Finalizers(ResourceKind kind, ObjectMeta meta, DeleteRequest request)
    {
        var wanted = meta.Finalizers.ToList();
        if (request.Propagation is { } propagation)
        {
            wanted.RemoveAll(name => name is ForegroundFinalizer or OrphanFinalizer);
            if (propagation == DeleteRequest.Foreground)
            {
                wanted.Add(ForegroundFinalizer);
            }
            else if (propagation == DeleteRequest.Orphan)
            {
                wanted.Add(OrphanFinalizer);
            }
        }

        if (kind.StorageName == BuiltInKinds.Definitions && !meta.IsTerminating && !wanted.Contains(DefinitionRules.CleanupFinalizer, StringComparer.Ordinal))
        {
            wanted.Add(DefinitionRules.CleanupFinalizer);
        }

        return wanted;
    }

    private JsonObject Mark(StoredObject stored, List<string> finalizers)
    {
        var target = stored.Node.Clone();
        var meta = new ObjectMeta(target) { Finalizers = finalizers };
        if (!meta.IsTerminating)
        {
            meta.DeletionTimestamp = ObjectMeta.Time(time.GetUtcNow());
            meta["deletionGracePeriodSeconds"] = 0;
            if (meta.Generation > 0)
            {
                meta.Generation++;
            }
        }

        if (stored.Node["kind"].AsString() == "Namespace" && stored.Node["apiVersion"].AsString() == "v1")
        {
            target.GetOrAddObject("status")["phase"] = "Terminating";
        }

        return target;
    }
}
