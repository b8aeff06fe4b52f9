using System.Text.Json.Nodes;
using Transship.Embedded.Documents;

namespace Transship.Embedded.Lifecycle;

/// <summary>The owner references of an object, changed in place.</summary>
internal static class OwnerReferences
{
    public static void Remove(JsonObject target, IReadOnlySet<string> uids)
    {
        if (target.At("metadata", "ownerReferences") is not JsonArray references)
        {
            return;
        }

        foreach (var reference in references.OfType<JsonObject>().Where(reference => uids.Contains(reference["uid"].AsString() ?? "")).ToArray())
        {
            references.Remove(reference);
        }

        if (references.Count == 0)
        {
            target.Object("metadata").Remove("ownerReferences");
        }
    }
}
