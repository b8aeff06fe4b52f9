using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Rules;

/// <summary>How the work of a rule is carried out.</summary>
public sealed record RuleExecution
{
    /// <summary>Tasks at the same time; those that read the same for several destinations count as one.</summary>
    [DefaultValue("8")]
    [RangeMinimum(1)]
    [RangeMaximum(256)]
    public int? Parallelism { get; init; }
}
