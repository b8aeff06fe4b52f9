using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>What travels with an artifact besides its own content.</summary>
public sealed record RuleArtifacts
{
    /// <summary>Whether what refers to an artifact (OCI referrers: SBOMs, attestations, signatures) is replicated with it, whatever the tag filters say.</summary>
    [DefaultValue("true")]
    public bool? Referrers { get; init; }

    /// <summary>Whether cosign's tags of an artifact (sha256-hex.sig, .att, .sbom) are replicated with it, whatever the tag filters say.</summary>
    [DefaultValue("true")]
    public bool? Signatures { get; init; }

    /// <summary>Whether layers that are marked as not distributable are replicated; most registries do not hold them.</summary>
    [DefaultValue("false")]
    public bool? ForeignLayers { get; init; }
}
