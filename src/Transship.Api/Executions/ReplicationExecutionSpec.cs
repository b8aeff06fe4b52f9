using Transship.Kubernetes.Entities.Schema;

namespace Transship.Api.Executions;

/// <summary>Which rule runs, and why. Nothing but stop may change.</summary>
[ValidationRule("self.ruleRef == oldSelf.ruleRef && self.trigger == oldSelf.trigger && self.dryRun == oldSelf.dryRun", Message = "an execution is immutable but for stop: create a new one")]
[ValidationRule("!oldSelf.stop || self.stop", Message = "a stopped execution cannot be resumed: create a new one")]
public sealed record ReplicationExecutionSpec
{
    /// <summary>A ReplicationRule in the execution's namespace.</summary>
    [Required]
    public LocalReference RuleRef { get; init; } = new() { Name = "" };

    /// <summary>What started the run.</summary>
    [DefaultValue("\"Manual\"")]
    public ExecutionTrigger Trigger { get; init; } = ExecutionTrigger.Manual;

    /// <summary>Only finds out what a run would do: the status counts it, and nothing is copied. It waits for no other run, and none for it.</summary>
    [DefaultValue("false")]
    public bool DryRun { get; init; }

    /// <summary>Ends the run within a second; what is replicated by then stays.</summary>
    [DefaultValue("false")]
    public bool Stop { get; init; }
}

/// <summary>What started a run.</summary>
public enum ExecutionTrigger
{
    /// <summary>A person, or a program on a person's behalf.</summary>
    Manual,

    /// <summary>The rule was enabled for the first time.</summary>
    Initial,

    /// <summary>A tick of the rule's schedule.</summary>
    Scheduled,
}
