using Transship.Api;
using Transship.Api.Executions;
using Transship.Replication.Executions;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Executions;

public sealed class PlanCountsTests
{
    [Fact]
    public void With_Plans_CountsAddUp()
    {
        var counts = PlanCounts.None
            .With(new RepositoryPlan("a", "edge", "a", [], 3, 1), Unavailable)
            .With(new RepositoryPlan("b", "edge", "b", [], 4, 0), Unavailable);

        Assert.Equal((7, 1, 0, false), (counts.UpToDate, counts.Refused, counts.Failed, counts.Complete));
    }

    [Fact]
    public void With_Failures_AtMostTwentySamplesAndAllCounted()
    {
        var counts = PlanCounts.None;
        for (var i = 0; i < 100; i++)
        {
            counts = counts.With(new RepositoryFailure($"r{i}", "edge", new IOException("broken")) { Tag = "1", Artifacts = 5 }, Unavailable);
        }

        Assert.Equal(500, counts.Failed);
        Assert.Equal(ReplicationExecutionStatus.MaxFailures, counts.Failures.Count);
        Assert.Equal(("r0:1", "edge", ConditionReasons.Unavailable), (counts.Failures[0].Artifact, counts.Failures[0].Destination, counts.Failures[0].Reason));
    }

    [Fact]
    public void With_FaultOfTheRule_KeepsItsReason()
    {
        var counts = PlanCounts.None.With(new RepositoryFailure("r", "edge", new PlanException(ConditionReasons.InvalidSpec, "no way")), Unavailable);

        Assert.Equal((ConditionReasons.InvalidSpec, "no way", 1), (counts.Failures[0].Reason, counts.Failures[0].Message, counts.Failed));
    }

    private static string Unavailable(Exception error) => ConditionReasons.Unavailable;
}
