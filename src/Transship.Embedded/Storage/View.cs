using System.Text.Json.Nodes;
using Transship.Embedded.Documents;
using Transship.Embedded.Kinds;
using Transship.Embedded.Schema;

namespace Transship.Embedded.Storage;

/// <summary>A stored object as one served version shows it: pruned and defaulted by that version's schema.</summary>
/// <param name="Kind">The served version.</param>
/// <param name="Node">The object; nobody changes it in place.</param>
/// <param name="Json">The object as JSON in UTF-8.</param>
internal sealed record View(ResourceKind Kind, JsonObject Node, byte[] Json)
{
    public static View Of(StoredObject stored, ResourceKind kind)
    {
        var node = kind.Stamp(kind.Rules.FromStored(stored.Node.Clone()));
        if (kind.IsCustom)
        {
            Pruner.Prune(node, kind.Schema, []);
            Defaulter.Apply(node, kind.Schema);
        }

        return JsonNode.DeepEquals(node, stored.Node)
            ? new View(kind, stored.Node, stored.Json)
            : new View(kind, node, WireJson.Bytes(node));
    }
}
