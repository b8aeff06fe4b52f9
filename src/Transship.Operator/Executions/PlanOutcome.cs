using Transship.Api.Executions;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Executions;

/// <summary>How planning ended.</summary>
/// <param name="Plan">What was found; null when nothing could be planned.</param>
/// <param name="Failure">Why nothing could be planned; beside a plan, what kept a part of it from being planned and may heal.</param>
internal sealed record PlanOutcome(ExecutionPlan? Plan, FailureReason? Failure);
