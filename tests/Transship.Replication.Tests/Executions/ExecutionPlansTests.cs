using Transship.Api;
using Transship.Api.Executions;
using Transship.Replication.Executions;
using Transship.Replication.Planning;

namespace Transship.Replication.Tests.Executions;

public sealed class ExecutionPlansTests
{
    [Fact]
    public void With_Plans_CountsAddUp()
    {
        var plan = new ExecutionPlan()
            .With(new RepositoryPlan("a", "edge", "a", [], 3, 1), Unavailable)
            .With(new RepositoryPlan("b", "edge", "b", [], 4, 0), Unavailable);

        Assert.Equal((7, 1, 0, false), (plan.UpToDate, plan.Refused, plan.Failed, plan.Complete));
    }

    [Fact]
    public void With_Failures_AtMostTwentySamplesAndAllCounted()
    {
        var plan = new ExecutionPlan();
        for (var i = 0; i < 100; i++)
        {
            plan = plan.With(new RepositoryFailure($"r{i}", "edge", new IOException("broken")) { Tag = "1", Artifacts = 5 }, Unavailable);
        }

        Assert.Equal(500, plan.Failed);
        Assert.Equal(ReplicationExecutionStatus.MaxFailures, plan.Failures!.Count);
        Assert.Equal(("r0:1", "edge", ConditionReasons.Unavailable), (plan.Failures![0].Artifact, plan.Failures![0].Destination, plan.Failures![0].Reason));
    }

    [Fact]
    public void With_FaultOfTheRule_KeepsItsReason()
    {
        var plan = new ExecutionPlan().With(new RepositoryFailure("r", "edge", new PlanException(ConditionReasons.InvalidSpec, "no way")), Unavailable);

        Assert.Equal((ConditionReasons.InvalidSpec, "no way", 1), (plan.Failures![0].Reason, plan.Failures![0].Message, plan.Failed));
    }

    private static string Unavailable(Exception error) => ConditionReasons.Unavailable;
}
