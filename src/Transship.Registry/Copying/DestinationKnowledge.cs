using Transship.Registry.Referrers;

namespace Transship.Registry.Copying;

/// <summary>What the process knows of one destination, shared by all copies to it.</summary>
internal sealed class DestinationKnowledge(CopyOptions options)
{
    public BlobKnowledge Blobs { get; } = new(options.Time, options.KnowledgeLife);

    public FallbackTags FallbackTags { get; } = new();

    /// <summary>True once an index was refused because children of it are missing.</summary>
    public bool RefusesSparse { get; set; }
}
