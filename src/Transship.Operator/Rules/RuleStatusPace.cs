using System.Collections.Concurrent;
using Transship.Api.Rules;

namespace Transship.Operator.Rules;

/// <summary>
/// What a rule's status says of its runs is written up to a second later: a short run begins and ends with one write of its rule, and when many rules have
/// the same tick, their runs come first. A process that ends meanwhile loses nothing: the runs are there, and the next one finds the tick served (W7).
/// </summary>
internal sealed class RuleStatusPace(TimeProvider time)
{
    /// <summary>How long a write waits for what may follow.</summary>
    internal static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Decided> _waiting = new(StringComparer.Ordinal);

    /// <summary>What was decided last, written or not.</summary>
    public ReplicationRuleStatus Newest(ReplicationRule rule) =>
        _waiting.TryGetValue(rule.Metadata.Uid!, out var decided) ? decided.Status : rule.Status ?? new ReplicationRuleStatus();

    /// <summary>Whether a status need not be written yet.</summary>
    /// <param name="rule">The rule as stored.</param>
    /// <param name="status">What its status is to say.</param>
    /// <returns>When to look again; null to write now.</returns>
    public TimeSpan? Wait(ReplicationRule rule, ReplicationRuleStatus status)
    {
        if (rule.Status is not { } stored || !SaysMoreOfRunsOnly(stored, status))
        {
            return null;
        }

        var now = time.GetTimestamp();
        var waiting = _waiting.AddOrUpdate(rule.Metadata.Uid!, _ => new Decided(status, now), (_, known) => known with { Status = status });
        var left = Delay - time.GetElapsedTime(waiting.Since, now);
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>The status was written, or the rule is gone.</summary>
    public void Forget(ReplicationRule rule) => _waiting.TryRemove(rule.Metadata.Uid!, out _);

    private static bool SaysMoreOfRunsOnly(ReplicationRuleStatus stored, ReplicationRuleStatus status) =>
        IsSame(stored, status with
        {
            Active = stored.Active,
            LastExecution = stored.LastExecution,
            LastScheduleTime = stored.LastScheduleTime,
            NextScheduleTime = stored.NextScheduleTime,
        })
        && !IsSame(stored, status);

    private static bool IsSame(ReplicationRuleStatus a, ReplicationRuleStatus b) =>
        a with { Active = null, Conditions = null } == b with { Active = null, Conditions = null }
        && (a.Active ?? []).SequenceEqual(b.Active ?? [])
        && (a.Conditions ?? []).SequenceEqual(b.Conditions ?? []);

    private sealed record Decided(ReplicationRuleStatus Status, long Since);
}
