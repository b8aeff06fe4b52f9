using System.Text.Json.Serialization;
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

    /// <summary>Where the tasks of a run are worked on.</summary>
    [DefaultValue("\"Auto\"")]
    public ExecutionMode Mode { get; init; } = ExecutionMode.Auto;

    /// <summary>The pods of a run that is worked on in pods.</summary>
    public RulePod? Pod { get; init; }
}

/// <summary>Where the tasks of a run are worked on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionMode>))]
public enum ExecutionMode
{
    /// <summary>In the operator, until a run has more tasks than the operator's threshold; then in pods.</summary>
    Auto,

    /// <summary>In the operator.</summary>
    InProcess,

    /// <summary>In pods of Jobs, which Kubernetes places.</summary>
    Pod,
}
