using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>
/// Whether scheduled and manual runs remove what the filters match at the destination and the source has no longer. The destination's names must be the rule's
/// own: whatever else has them would be removed too. Nothing is removed when the source could not be listed in full.
/// </summary>
public sealed record RulePrune
{
    /// <summary>The share that may be removed where the rule does not say.</summary>
    public const int DefaultMaxDeletePercent = 20;

    /// <summary>Whether anything is removed.</summary>
    [DefaultValue("false")]
    public bool Enabled { get; init; }

    /// <summary>The most tags that a run may remove, in percent of those that the filters match at the destination. A run that would remove more removes none.</summary>
    [DefaultValue("20")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? MaxDeletePercent { get; init; }
}
