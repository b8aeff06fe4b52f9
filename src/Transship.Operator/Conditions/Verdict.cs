using Transship.Api;
using Transship.Kubernetes.Models;
using Transship.Replication.Executions;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Conditions;

/// <summary>What a reconcile found, in the words of kstatus: exactly one of well, in progress, and stalled.</summary>
/// <param name="Status">Of the main condition.</param>
/// <param name="Reason">One word of <see cref="ConditionReasons"/>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Stalled">Whether nothing will happen until somebody changes something.</param>
/// <param name="Reconciling">Whether work goes on, or is tried again.</param>
internal sealed record Verdict(ConditionStatus Status, string Reason, string Message, bool Stalled = false, bool Reconciling = false)
{
    /// <summary>The most characters of a condition's message; longer ones are cut.</summary>
    public const int MaxMessageLength = 1024;

    /// <summary>All is well.</summary>
    public static Verdict Good(string message, string reason = ConditionReasons.Succeeded) => new(ConditionStatus.True, reason, message);

    /// <summary>It is not well, and is looked at again.</summary>
    public static Verdict Retrying(string reason, string message) => new(ConditionStatus.False, reason, message, Reconciling: true);

    /// <summary>It is not well, and stays so until somebody changes something.</summary>
    public static Verdict Stuck(string reason, string message) => new(ConditionStatus.False, reason, message, Stalled: true);

    /// <summary>It cannot be told yet.</summary>
    public static Verdict Working(string reason, string message) => new(ConditionStatus.Unknown, reason, message, Reconciling: true);

    /// <summary>The conditions that say so; times move only where a status flips (W4).</summary>
    /// <param name="main"><see cref="ConditionTypes.Ready"/> or <see cref="ConditionTypes.Succeeded"/>.</param>
    /// <param name="before">The conditions so far.</param>
    /// <param name="generation">The generation that was looked at (W3).</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<V1Condition> Over(string main, IReadOnlyList<V1Condition>? before, long? generation, DateTimeOffset now)
    {
        var set = before.Set(Condition(main, Status));
        set = Reconciling ? set.Set(Condition(ConditionTypes.Reconciling, ConditionStatus.True)) : set.Remove(ConditionTypes.Reconciling);
        return Stalled ? set.Set(Condition(ConditionTypes.Stalled, ConditionStatus.True)) : set.Remove(ConditionTypes.Stalled);

        V1Condition Condition(string type, ConditionStatus status) => new()
        {
            Type = type,
            Status = status,
            Reason = Reason,
            Message = FailureSamples.Cut(Message, MaxMessageLength),
            LastTransitionTime = now,
            ObservedGeneration = generation,
        };
    }
}
