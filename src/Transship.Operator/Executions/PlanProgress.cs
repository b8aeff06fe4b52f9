using Transship.Api;
using Transship.Api.Executions;
using Transship.Operator.Endpoints;
using Transship.Replication.Executions;
using Transship.Replication.Retries;

namespace Transship.Operator.Executions;

/// <summary>Moves the plan of a run towards its end: begins it, begins it again after a failure, and takes what it found.</summary>
internal sealed class PlanProgress(PlanRunner plans, Func<double> random)
{
    /// <summary>The plan after the next step.</summary>
    public ExecutionPlan Continue(ReplicationExecution execution, DateTimeOffset now)
    {
        var plan = execution.Status!.Plan!;
        if (plan.Complete || plan.NextRetryTime > now || plans.IsRunning(execution))
        {
            return plan;
        }

        // An outcome from before the pause is written down already.
        return plan.NextRetryTime is null && plans.Outcome(execution) is { } outcome
            ? outcome.Plan is { } found ? Found(execution, found, outcome.Failure, now) : Failed(execution, outcome.Failure!, now)
            : Begin(execution, plan);
    }

    /// <summary>Begins anew, because tasks of a complete plan are gone: somebody deleted them.</summary>
    public ExecutionPlan Repeat(ReplicationExecution execution, ExecutionPlan plan) => Begin(execution, plan);

    private ExecutionPlan Begin(ReplicationExecution execution, ExecutionPlan plan)
    {
        plans.Forget(execution);
        if (!plans.Start(execution))
        {
            return plan;
        }

        // What a process left unfinished is taken over: no attempt is used up.
        var isFirstOrRepetition = plan.Attempts == 0 || plan.NextRetryTime is not null;
        return plan with
        {
            Complete = false,
            Attempts = isFirstOrRepetition ? plan.Attempts + 1 : plan.Attempts,
            NextRetryTime = null,
            Failed = 0,
            Failures = null,
        };
    }

    /// <summary>What was found is being copied already; what could not be planned and may heal is planned again after a pause.</summary>
    private ExecutionPlan Found(ReplicationExecution execution, ExecutionPlan found, FailureReason? mayHeal, DateTimeOffset now)
    {
        var plan = found with { Attempts = execution.Status!.Plan!.Attempts };
        return mayHeal?.DelayAfter(plan.Attempts, ScheduleOf(execution)) is { } delay
            ? plan with
            {
                Complete = false,
                Attempts = mayHeal.IsRateLimit ? plan.Attempts - 1 : plan.Attempts,
                NextRetryTime = now + delay,
                Failed = 0,
            }
            : plan;
    }

    private ExecutionPlan Failed(ReplicationExecution execution, FailureReason failure, DateTimeOffset now)
    {
        var (plan, rule) = (execution.Status!.Plan!, execution.Status.Rule!.Spec);
        var delay = failure.DelayAfter(plan.Attempts, ScheduleOf(execution));
        return plan with
        {
            Complete = delay is null,
            Attempts = failure.IsRateLimit ? plan.Attempts - 1 : plan.Attempts,
            NextRetryTime = now + delay,
            Failed = delay is null ? 1 : 0,
            Failures = [FailureSamples.Cut(new FailureSample { Artifact = rule.Source.EndpointRef.Name, Reason = failure.Reason, Message = failure.Message })],
        };
    }

    private RetrySchedule ScheduleOf(ReplicationExecution execution)
    {
        var retry = execution.Status!.Rule!.Spec.Retry;
        return new RetrySchedule(GoDuration.ParseOr(retry?.Backoff, TimeSpan.FromMinutes(1)), retry?.Limit ?? 3, random);
    }
}
