using Transship.Kubernetes.Models;
using Transship.Runtime.Conditions;

namespace Transship.Runtime.Tests.Conditions;

public sealed class ConditionListTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Then.AddHours(1);

    [Fact]
    public void W4_StatusStays_TheTransitionTimeStays()
    {
        IReadOnlyList<V1Condition> conditions = [Ready(ConditionStatus.True, Then)];
        var set = conditions.Set(Ready(ConditionStatus.True, Now) with { Message = "other words", ObservedGeneration = 7 });
        Assert.Equal(Ready(ConditionStatus.True, Then) with { Message = "other words", ObservedGeneration = 7 }, Assert.Single(set));
    }

    [Fact]
    public void W4_StatusFlips_TheTransitionTimeMoves()
    {
        IReadOnlyList<V1Condition> conditions = [Ready(ConditionStatus.True, Then)];
        Assert.Equal(Now, conditions.Set(Ready(ConditionStatus.False, Now)).Find("Ready")!.LastTransitionTime);
    }

    [Fact]
    public void Set_Condition_KeepsItsPlaceAndTheListThatWasGiven()
    {
        IReadOnlyList<V1Condition> conditions = [Ready(ConditionStatus.True, Then), Ready(ConditionStatus.True, Then) with { Type = "Stalled" }];
        var set = conditions.Set(Ready(ConditionStatus.False, Now));
        Assert.Equal(["Ready", "Stalled"], set.Select(condition => condition.Type));
        Assert.True(conditions.IsTrue("Ready"));
        Assert.False(set.IsTrue("Ready"));
    }

    [Fact]
    public void Set_NoListYet_MakesOne() => Assert.Single(((IReadOnlyList<V1Condition>?)null).Set(Ready(ConditionStatus.True, Now)));

    [Fact]
    public void Remove_Condition_IsGone()
    {
        IReadOnlyList<V1Condition> conditions = [Ready(ConditionStatus.True, Then)];
        Assert.Empty(conditions.Remove("Ready"));
        Assert.Single(conditions.Remove("Stalled"));
        Assert.Empty(((IReadOnlyList<V1Condition>?)null).Remove("Ready"));
    }

    private static V1Condition Ready(ConditionStatus status, DateTimeOffset at) =>
        new() { Type = "Ready", Status = status, Reason = "Tested", Message = "", LastTransitionTime = at };
}
