using System.Text.Json;
using System.Text.Json.Nodes;
using Transship.Registry.Content;

namespace Transship.Registry.Platforms;

/// <summary>An index with only some of its children, for registries that refuse one whose children are not all there.</summary>
internal static class SparseIndex
{
    /// <summary>The same document with these children only. The same input always gives the same bytes, hence the same digest.</summary>
    public static Manifest Rewrite(Manifest index, IReadOnlyList<Descriptor> kept)
    {
        var digests = kept.Select(k => k.Digest.ToString()).ToHashSet(StringComparer.Ordinal);
        var document = JsonNode.Parse(index.Content.Span)!.AsObject();
        var children = document["manifests"]!.AsArray();
        for (var i = children.Count - 1; i >= 0; i--)
        {
            if (!digests.Contains(children[i]!["digest"]!.GetValue<string>()))
            {
                children.RemoveAt(i);
            }
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            document.WriteTo(writer);
        }

        return Manifest.Parse(bytes.ToArray(), index.MediaType);
    }
}
