using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Endpoints;
using Transship.Operator.Executions;
using Transship.Replication.Executions;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Pods;

/// <summary>What a look at the pods of a run found.</summary>
/// <param name="Mode">Where the tasks of the run are worked on; null while that is open.</param>
/// <param name="Problem">What keeps its pods from their work; null where nothing does.</param>
/// <param name="Again">When to look again, if not at the next change.</param>
internal sealed record PodStep(ExecutionMode? Mode, FailureReason? Problem = null, TimeSpan? Again = null)
{
    /// <summary>Whether a status tells something else.</summary>
    public bool IsNews(ReplicationExecutionStatus status) =>
        status.Mode != Mode || status.Conditions.Find(ConditionTypes.Degraded)?.Reason != Problem?.Reason;

    /// <summary>A status that tells of the pods too.</summary>
    public ReplicationExecutionStatus Over(ReplicationExecutionStatus status, long? generation, DateTimeOffset now) => status with
    {
        // What ended before there was more to it than the operator could do itself was done by the operator.
        Mode = Mode ?? (status.Phase.IsFinal() ? ExecutionMode.InProcess : null),
        Conditions = Problem is null || status.Phase.IsFinal() ? status.Conditions.Remove(ConditionTypes.Degraded) : status.Conditions.Set(new V1Condition
        {
            Type = ConditionTypes.Degraded,
            Status = ConditionStatus.True,
            Reason = Problem.Reason,
            Message = FailureSamples.Cut(Problem.Message, Verdict.MaxMessageLength),
            LastTransitionTime = now,
            ObservedGeneration = generation,
        }),
    };
}
