using System.Text.Json.Serialization;
using Transship.Kubernetes.Entities.Schema;
using Transship.Kubernetes.Serialization;

namespace Transship.Api.Executions;

/// <summary>Which rule runs, why, and on what. Nothing but stop may change, and resources while events join a run that has not begun.</summary>
[ValidationRule("self.ruleRef == oldSelf.ruleRef && self.trigger == oldSelf.trigger && self.dryRun == oldSelf.dryRun", Message = "an execution is immutable but for stop: create a new one")]
[ValidationRule("has(self.notBefore) == has(oldSelf.notBefore) && (!has(self.notBefore) || self.notBefore == oldSelf.notBefore)", Message = "notBefore is immutable: create a new execution")]
[ValidationRule("!has(self.resources) || (has(oldSelf.resources) && self.resources.size() >= oldSelf.resources.size())", Message = "resources may only grow, or give way to a run of everything")]
[ValidationRule("!oldSelf.stop || self.stop", Message = "a stopped execution cannot be resumed: create a new one")]
public sealed record ReplicationExecutionSpec
{
    /// <summary>The most artifacts that a run can be narrowed to; what exceeds it becomes a run of everything.</summary>
    public const int MaxResources = 200;

    /// <summary>A ReplicationRule in the execution's namespace.</summary>
    [Required]
    public LocalReference RuleRef { get; init; } = new() { Name = "" };

    /// <summary>What started the run.</summary>
    [DefaultValue("\"Manual\"")]
    public ExecutionTrigger Trigger { get; init; } = ExecutionTrigger.Manual;

    /// <summary>What the run is narrowed to, as far as the rule's filters match it; absent for all that they match. Deleted artifacts are never copied.</summary>
    [Items(MinItems = 1, MaxItems = MaxResources)]
    [ListType("atomic")]
    public IReadOnlyList<ExecutionResource>? Resources { get; init; }

    /// <summary>The run begins no earlier; until then, further events may join it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Only finds out what a run would do: the status counts it, and nothing is copied. It waits for no other run, and none for it.</summary>
    [DefaultValue("false")]
    public bool DryRun { get; init; }

    /// <summary>Ends the run within a second; what is replicated by then stays.</summary>
    [DefaultValue("false")]
    public bool Stop { get; init; }
}

/// <summary>What started a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionTrigger>))]
public enum ExecutionTrigger
{
    /// <summary>A person, or a program on a person's behalf.</summary>
    Manual,

    /// <summary>The rule was enabled for the first time.</summary>
    Initial,

    /// <summary>A tick of the rule's schedule.</summary>
    Scheduled,

    /// <summary>The source registry told of pushes or deletions.</summary>
    Event,
}
