using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Objects;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Lifecycle;

/// <summary>Writes that the server makes on its own behalf.</summary>
internal static class ObjectEdit
{
    /// <summary>Writes a changed copy; false where the object changed in between.</summary>
    public static bool Apply(ObjectStore store, ObjectKey key, StoredObject item, Action<JsonObject> change)
    {
        var target = item.Node.Clone();
        change(target);
        return store.Write(key, item.Version, target) is not null;
    }

    /// <summary>Takes a finalizer away; the object goes with its last one.</summary>
    public static void RemoveFinalizer(ObjectStore store, ObjectKey key, string finalizer)
    {
        while (store.Get(key) is { } item && item.Meta.Finalizers.Contains(finalizer, StringComparer.Ordinal))
        {
            var target = item.Node.Clone();
            var left = item.Meta.Finalizers.Where(name => name != finalizer).ToArray();
            _ = new ObjectMeta(target) { Finalizers = left };
            var isGone = item.Meta.IsTerminating && left.Length == 0 && !ObjectWriter.HasOwnFinalizers(target);
            if (store.Write(key, item.Version, isGone ? null : target) is not null)
            {
                return;
            }
        }
    }
}
