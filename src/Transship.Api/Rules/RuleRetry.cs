using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>How failed tasks are tried again. What cannot heal (refused credentials, say) is not.</summary>
public sealed record RuleRetry
{
    /// <summary>How often a failed task is tried again.</summary>
    [DefaultValue("3")]
    [RangeMinimum(0)]
    [RangeMaximum(20)]
    public int? Limit { get; init; }

    /// <summary>The pause before the first repetition; it doubles with each further one, up to an hour.</summary>
    [DefaultValue("\"1m\"")]
    [Pattern(GoDuration.Pattern)]
    [Length(MaxLength = 32)]
    public string? Backoff { get; init; }
}
