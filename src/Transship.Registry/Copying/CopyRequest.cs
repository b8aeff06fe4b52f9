using Transship.Registry.Clients;
using Transship.Registry.Pacing;
using Transship.Registry.SharedReads;

namespace Transship.Registry.Copying;

/// <summary>One artifact to be copied: from where, to where, under which conditions.</summary>
public sealed record CopyRequest
{
    /// <summary>The registry to read from.</summary>
    public required IRegistryClient Source { get; init; }

    /// <summary>The repository to read from.</summary>
    public required string SourceRepository { get; init; }

    /// <summary>A tag, or a digest when the content is pinned already: then the source is not asked what the tag stands for.</summary>
    public required string SourceReference { get; init; }

    /// <summary>The registry to write to.</summary>
    public required IRegistryClient Destination { get; init; }

    /// <summary>The repository to write to.</summary>
    public required string DestinationRepository { get; init; }

    /// <summary>The tags to set; empty stores the content by digest only.</summary>
    public IReadOnlyList<string> DestinationTags { get; init; } = [];

    /// <summary>True when the destination is known to have none of the tags, from a listing: then it is not asked, and the source only for the manifest.</summary>
    public bool TagsAreNew { get; init; }

    /// <summary>True when the destination repository is known to have had no tag at all: then it is not asked whether it has a small blob, which is just sent.</summary>
    public bool RepositoryIsNew { get; init; }

    /// <summary>False leaves a tag that stands for other content as it is. Default true.</summary>
    public bool Override { get; init; } = true;

    /// <summary>The images of an index that are copied, <c>os/architecture[/variant]</c>; empty copies all. The index keeps its digest
    /// where the destination accepts one whose children are not all there, else it is rewritten.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>True copies what refers to the artifact too (OCI referrers), and what refers to that.</summary>
    public bool Referrers { get; init; }

    /// <summary>True copies cosign's tags for the artifact too: <c>sha256-hex.sig</c>, <c>.att</c> and <c>.sbom</c>.</summary>
    public bool DigestTags { get; init; }

    /// <summary>True copies layers that are marked as not distributable, which most source registries do not hold. Default false.</summary>
    public bool ForeignLayers { get; init; }

    /// <summary>Rates in bytes per second that hold for this copy besides those of the endpoints: of its rule, of its execution.</summary>
    public IReadOnlyList<TokenBucket> Bandwidth { get; init; } = [];

    /// <summary>Copies of the same repository to other destinations, with which blobs are read together; null reads alone.</summary>
    public ReadGroupMember? ReadGroup { get; init; }
}
