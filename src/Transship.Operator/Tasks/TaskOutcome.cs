using Transship.Api.Executions;
using Transship.Operator.Endpoints;

namespace Transship.Operator.Tasks;

/// <summary>How an attempt ended.</summary>
/// <param name="Counts">Artifacts by outcome; pending are those that no attempt came to.</param>
/// <param name="Bytes">Bytes of all attempts.</param>
/// <param name="Failure">What ended or marred it; null when every artifact is at the destination.</param>
/// <param name="Failures">A sample of the artifacts that failed.</param>
internal sealed record TaskOutcome(ArtifactCounts Counts, ByteCounts Bytes, FailureReason? Failure, IReadOnlyList<FailureSample> Failures);
