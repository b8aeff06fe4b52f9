using Transship.Api.Executions;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Executions;

/// <summary>How planning ended: with a plan, or with what went wrong.</summary>
internal sealed record PlanOutcome(ExecutionPlan? Plan, FailureReason? Failure);
