using Transship.Kubernetes.Models;

namespace Transship.Runtime.Conditions;

/// <summary>Changes of a list of conditions; lists are never changed in place (Q11).</summary>
public static class ConditionList
{
    /// <summary>The condition of a type, or null.</summary>
    /// <param name="conditions">The list; null is empty.</param>
    /// <param name="type">The type.</param>
    public static V1Condition? Find(this IReadOnlyList<V1Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether the condition of a type is True.</summary>
    /// <param name="conditions">The list; null is empty.</param>
    /// <param name="type">The type.</param>
    public static bool IsTrue(this IReadOnlyList<V1Condition>? conditions, string type) => conditions.Find(type)?.Status == ConditionStatus.True;

    /// <summary>Sets a condition in its place, or at the end. Its transition time moves only when its status flips (W4).</summary>
    /// <param name="conditions">The list; null is empty.</param>
    /// <param name="condition">The condition, with the time of now.</param>
    public static IReadOnlyList<V1Condition> Set(this IReadOnlyList<V1Condition>? conditions, V1Condition condition)
    {
        if (conditions.Find(condition.Type) is not { } known)
        {
            return [.. conditions ?? [], condition];
        }

        var set = known.Status == condition.Status ? condition with { LastTransitionTime = known.LastTransitionTime } : condition;
        return [.. conditions!.Select(present => present.Type == condition.Type ? set : present)];
    }

    /// <summary>The list without the condition of a type: kstatus wants abnormal conditions gone, not False.</summary>
    /// <param name="conditions">The list; null is empty.</param>
    /// <param name="type">The type.</param>
    public static IReadOnlyList<V1Condition> Remove(this IReadOnlyList<V1Condition>? conditions, string type) =>
        [.. (conditions ?? []).Where(condition => condition.Type != type)];
}
