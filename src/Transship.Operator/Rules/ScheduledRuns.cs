using System.Globalization;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Operator.Executions;
using Transship.Operator.Status;
using Transship.Replication.Executions;
using Transship.Replication.Schedules;
using Transship.Runtime.Conditions;
using Transship.Runtime.Events;

namespace Transship.Operator.Rules;

/// <summary>Starts the runs of a rule's schedule. What was decided is in the rule's status alone, so a restart changes nothing.</summary>
internal sealed class ScheduledRuns(RuleExecutions executions, OwnStatus<ReplicationExecution> statuses, IEventRecorder events, TimeProvider time)
{
    /// <summary>The longest pause between two looks: after a jump of the clock a tick is at most this late.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>A tick that ran further in the future than this was the work of a wrong clock: it holds up nothing.</summary>
    private static readonly TimeSpan TrustedFuture = TimeSpan.FromDays(1);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Starts the run of the tick that is due, or skips it.</summary>
    /// <returns>The rule's status with what became of the tick, and with the next one.</returns>
    public async Task<ReplicationRuleStatus> StartDueAsync(ReplicationRule rule, ReplicationRuleStatus status, CancellationToken cancellationToken)
    {
        if (ScheduleOf(rule) is not { } schedule)
        {
            return WithoutSchedule(status);
        }

        var now = time.GetUtcNow();
        var since = Since(schedule, status, now);
        var deadline = rule.Spec.Trigger!.Schedule!.StartingDeadlineSeconds;
        var decision = TickDecision.At(schedule, since, now, deadline is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        if (decision.Due is { } due)
        {
            status = await StartAsync(rule, status, due, cancellationToken);
        }
        else if (decision.Expired is { } expired)
        {
            var message = $"The run of {Text(expired)} was skipped: it could not start within {deadline} s (spec.trigger.schedule.startingDeadlineSeconds).";
            status = Skip(rule, status, EventType.Warning, ConditionReasons.StartingDeadlineExceeded, message);
        }

        return status with { NextScheduleTime = NextAfter(schedule, since, now) };
    }

    /// <summary>The status of a rule that cannot run now: a tick that is due waits until it can, unless the rule is switched off.</summary>
    public ReplicationRuleStatus Hold(ReplicationRule rule, ReplicationRuleStatus status)
    {
        if (!rule.Spec.Enabled || ScheduleOf(rule) is not { } schedule)
        {
            return WithoutSchedule(status);
        }

        var now = time.GetUtcNow();
        var since = Since(schedule, status, now);
        return schedule.Latest(since, now) is null ? status with { NextScheduleTime = NextAfter(schedule, since, now) } : status;
    }

    /// <summary>When to look again; null for the next change.</summary>
    public TimeSpan? Pause(ReplicationRuleStatus status) =>
        status.NextScheduleTime - time.GetUtcNow() is { } left && left > TimeSpan.Zero ? left < LongestPause ? left : LongestPause : null;

    private static Schedule? ScheduleOf(ReplicationRule rule) =>
        rule.Spec.Trigger?.Schedule is { } written && Schedule.TryCreate(written.Cron, written.TimeZone, out var schedule, out _) ? schedule : null;

    private static ReplicationRuleStatus WithoutSchedule(ReplicationRuleStatus status) =>
        status with { NextScheduleTime = null, Conditions = status.Conditions?.Remove(ConditionTypes.Skipped) };

    /// <summary>The moment after which ticks are looked at: they begin anew when the schedule is new, and none runs twice when the clock is put back.</summary>
    private static DateTimeOffset Since(Schedule schedule, ReplicationRuleStatus status, DateTimeOffset now)
    {
        var isMissed = status.NextScheduleTime is { } tick && tick <= now && schedule.Next(tick - Second) == tick;
        var since = isMissed ? status.NextScheduleTime!.Value - Second : now;
        return status.LastScheduleTime is { } last && last > since && last - now < TrustedFuture ? last : since;
    }

    private static DateTimeOffset? NextAfter(Schedule schedule, DateTimeOffset since, DateTimeOffset now) => schedule.Next(since > now ? since : now);

    private static string Text(DateTimeOffset tick) => tick.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task<ReplicationRuleStatus> StartAsync(ReplicationRule rule, ReplicationRuleStatus status, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var suffix = ChildNames.TickSuffix(tick);
        var active = executions.ActiveOf(rule).Where(e => !e.Spec.DryRun && !statuses.Newest(e).HasEnded()).ToArray();

        // W7: an earlier attempt may have started this very tick and could not write that down.
        if (rule.Spec.ConcurrencyPolicy == ConcurrencyPolicy.Forbid && active.Length > 0 && !active.Any(e => e.Metadata.Name == RuleExecutions.NameOf(rule, suffix)))
        {
            var message = $"The run of {Text(tick)} was skipped: '{active[0].Metadata.Name}' goes on, and spec.concurrencyPolicy is Forbid.";
            return Skip(rule, status, EventType.Normal, ConditionReasons.RunInProgress, message);
        }

        await executions.StartAsync(rule, ExecutionTrigger.Scheduled, suffix, cancellationToken);
        return status with { LastScheduleTime = tick, Conditions = status.Conditions?.Remove(ConditionTypes.Skipped) };
    }

    private ReplicationRuleStatus Skip(ReplicationRule rule, ReplicationRuleStatus status, EventType type, string reason, string message)
    {
        events.Publish(rule, type, "RunSkipped", "StartExecution", message);
        var skipped = new V1Condition
        {
            Type = ConditionTypes.Skipped,
            Status = ConditionStatus.True,
            Reason = reason,
            Message = message,
            LastTransitionTime = time.GetUtcNow(),
            ObservedGeneration = rule.Metadata.Generation,
        };
        return status with { Conditions = status.Conditions.Set(skipped) };
    }
}
