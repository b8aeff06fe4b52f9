using Transship.Api.Executions;
using Transship.Replication.Planning;

namespace Transship.Replication.Executions;

/// <summary>What a plan found besides tasks.</summary>
public sealed record PlanCounts
{
    /// <summary>Nothing was found yet.</summary>
    public static readonly PlanCounts None = new();

    /// <summary>Artifacts that the destinations have already.</summary>
    public long UpToDate { get; init; }

    /// <summary>Artifacts whose tag points elsewhere at the destination, and stays.</summary>
    public long Refused { get; init; }

    /// <summary>Artifacts that could not be planned.</summary>
    public long Failed { get; init; }

    /// <summary>A sample of what could not be planned; at most <see cref="ReplicationExecutionStatus.MaxFailures"/>.</summary>
    public IReadOnlyList<FailureSample> Failures { get; init; } = [];

    /// <summary>Whether the plan is complete.</summary>
    public bool Complete { get; init; }

    /// <summary>The counts with one more finding.</summary>
    /// <param name="item">The finding.</param>
    /// <param name="reasonOf">The word for an error, of the vocabulary of condition reasons.</param>
    public PlanCounts With(PlanItem item, Func<Exception, string> reasonOf) => item switch
    {
        RepositoryPlan plan => this with { UpToDate = UpToDate + plan.UpToDate, Refused = Refused + plan.Refused },
        RepositoryFailure failure => this with
        {
            Failed = Failed + failure.Artifacts,
            Failures = Failures.Count >= ReplicationExecutionStatus.MaxFailures ? Failures : [.. Failures, SampleOf(failure, reasonOf)],
        },
        _ => throw new ArgumentException($"A plan has no {item.GetType().Name}.", nameof(item)),
    };

    private static FailureSample SampleOf(RepositoryFailure failure, Func<Exception, string> reasonOf) => FailureSamples.Cut(new FailureSample
    {
        Artifact = failure.Tag is null ? failure.SourceRepository : $"{failure.SourceRepository}:{failure.Tag}",
        Destination = failure.Endpoint,
        Reason = failure.Error is PlanException plan ? plan.Reason : reasonOf(failure.Error),
        Message = failure.Error.Message,
    });
}
