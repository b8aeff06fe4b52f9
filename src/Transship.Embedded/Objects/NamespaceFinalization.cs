using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Errors;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Objects;

/// <summary>The finalize subresource of namespaces: sets what a namespace waits for.</summary>
internal static class NamespaceFinalization
{
    public static StoredObject Finalize(ObjectStore store, ObjectKey key, JsonObject body)
    {
        while (true)
        {
            var stored = store.Get(key) ?? throw new ApiException(404, "NotFound", $"namespaces \"{key.Name}\" not found");
            var target = stored.Node.Clone();
            target["spec"] = body.Object("spec").DeepClone();
            var isGone = stored.Meta.IsTerminating && stored.Meta.Finalizers.Count == 0 && !ObjectWriter.HasOwnFinalizers(target);
            if (store.Write(key, stored.Version, isGone ? null : target) is { } written)
            {
                return written;
            }
        }
    }
}
