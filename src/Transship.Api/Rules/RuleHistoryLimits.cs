using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>How many ended executions of a rule are kept, the newest first.</summary>
public sealed record RuleHistoryLimits
{
    /// <summary>Executions that succeeded.</summary>
    [DefaultValue("10")]
    [RangeMinimum(0)]
    [RangeMaximum(1000)]
    public int? Successful { get; init; }

    /// <summary>Executions that failed or were stopped.</summary>
    [DefaultValue("10")]
    [RangeMinimum(0)]
    [RangeMaximum(1000)]
    public int? Failed { get; init; }
}
