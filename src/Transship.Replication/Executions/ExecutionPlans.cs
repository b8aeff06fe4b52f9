using Transship.Api.Executions;
using Transship.Replication.Planning;

namespace Transship.Replication.Executions;

/// <summary>Keeps in an execution's plan what planning finds besides tasks.</summary>
public static class ExecutionPlans
{
    /// <summary>The plan with one more finding.</summary>
    /// <param name="plan">The plan so far.</param>
    /// <param name="item">The finding.</param>
    /// <param name="reasonOf">The word for an error, of the vocabulary of condition reasons.</param>
    public static ExecutionPlan With(this ExecutionPlan plan, PlanItem item, Func<Exception, string> reasonOf) => item switch
    {
        RepositoryPlan found => plan with { UpToDate = plan.UpToDate + found.UpToDate, Refused = plan.Refused + found.Refused },
        RepositoryFailure failure => plan with
        {
            Failed = plan.Failed + failure.Artifacts,
            Failures = plan.Failures?.Count >= ReplicationExecutionStatus.MaxFailures ? plan.Failures : FailureSamples.Bound([.. plan.Failures ?? [], SampleOf(failure, reasonOf)]),
        },
        FilteredArtifact { Tag: not null } => plan with { Filtered = (plan.Filtered ?? 0) + 1 },
        FilteredArtifact or DeletionPlan => plan,
        _ => throw new ArgumentException($"A plan has no {item.GetType().Name}.", nameof(item)),
    };

    private static FailureSample SampleOf(RepositoryFailure failure, Func<Exception, string> reasonOf) => new()
    {
        Artifact = failure.Tag is null ? failure.SourceRepository : $"{failure.SourceRepository}:{failure.Tag}",
        Destination = failure.Endpoint,
        Reason = failure.Error is PlanException plan ? plan.Reason : reasonOf(failure.Error),
        Message = failure.Error.Message,
    };
}
