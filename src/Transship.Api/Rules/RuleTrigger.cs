namespace Transship.Api.Rules;

/// <summary>What starts runs of a rule besides its first enabling, the run-now annotation and executions that users create.</summary>
public sealed record RuleTrigger
{
    /// <summary>Runs at certain times.</summary>
    public RuleSchedule? Schedule { get; init; }

    /// <summary>Runs when the source registry tells of a push or a deletion.</summary>
    public RuleEvents? Events { get; init; }
}
