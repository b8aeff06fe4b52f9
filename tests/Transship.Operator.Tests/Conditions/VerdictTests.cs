using Transship.Api;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Tests.Conditions;

public sealed class VerdictTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddHours(1);

    [Fact]
    public void Over_OneVerdictAfterTheOther_LeavesOneStateOfKstatus()
    {
        IReadOnlyList<V1Condition>? conditions = null;
        (Verdict Verdict, string[] Types)[] way =
        [
            (Verdict.Working("Progressing", "m"), [ConditionTypes.Ready, ConditionTypes.Reconciling]),
            (Verdict.Retrying("Timeout", "m"), [ConditionTypes.Ready, ConditionTypes.Reconciling]),
            (Verdict.Stuck("InvalidSpec", "m"), [ConditionTypes.Ready, ConditionTypes.Stalled]),
            (Verdict.Good("m"), [ConditionTypes.Ready]),
        ];
        foreach (var (verdict, types) in way)
        {
            conditions = verdict.Over(ConditionTypes.Ready, conditions, 1, First);
            Assert.Equal(types, conditions.Select(condition => condition.Type));
            Assert.Equal(verdict.Status, conditions.Find(ConditionTypes.Ready)!.Status);
        }
    }

    [Fact]
    public void W4_Over_StatusStays_TransitionTimeStays()
    {
        var before = Verdict.Retrying("Timeout", "slow").Over(ConditionTypes.Ready, null, 1, First);
        var after = Verdict.Retrying("ConnectionRefused", "nobody").Over(ConditionTypes.Ready, before, 2, Second).Find(ConditionTypes.Ready)!;
        Assert.Equal((First, "ConnectionRefused", 2L), (after.LastTransitionTime, after.Reason, after.ObservedGeneration));

        Assert.Equal(Second, Verdict.Good("fine").Over(ConditionTypes.Ready, before, 2, Second).Find(ConditionTypes.Ready)!.LastTransitionTime);
    }

    [Fact]
    public void Over_LongMessage_IsCut() =>
        Assert.Equal(Verdict.MaxMessageLength, Verdict.Stuck("InvalidFilter", new string('x', 100_000)).Over(ConditionTypes.Ready, null, 1, First)[0].Message.Length);
}
