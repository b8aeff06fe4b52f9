using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Executions;

/// <summary>The plan of a run, from its beginning to its end.</summary>
public sealed class PlanProgressTests : RunTests
{
    [Fact]
    public async Task Plan_FindsWork_MakesTasksAndWaitsForThem()
    {
        CopyOver("library/two");
        await SeedAsync();
        await PlanAsync();

        Assert.Equal((true, 1, 1L, 1), (Plan.Complete, Plan.Tasks, Plan.UpToDate, Plan.Attempts));
        Assert.Equal(ExecutionPhase.InProgress, Status.Phase);
        Assert.Equal("1/2", Status.Progress);

        await EndTasksAsync();
        await ReconcileAsync();
        Assert.Equal((ExecutionPhase.Succeeded, "2/2"), (Status.Phase, Status.Progress));
        Assert.Single(Bench.Events.All, text => text.StartsWith("Normal Succeeded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_NothingToDo_SucceedsAtOnce()
    {
        CopyOver("library/one");
        CopyOver("library/two");
        await SeedAsync();
        await PlanAsync();
        Assert.Equal(ExecutionPhase.Succeeded, Status.Phase);
        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
    }

    [Fact]
    public async Task Plan_RunIsOverWithinASecond_ItsStatusIsWrittenAtItsBeginningAndItsEnd()
    {
        CopyOver("library/one");
        CopyOver("library/two");
        Bench.Cluster.Add(Sample.Rule());
        Bench.Cluster.Add(Sample.Execution("run"));

        await ReconcileAsync();
        await Bench.ExecutionQueue.NextAsync();
        await PlanAsync();

        Assert.Equal((ExecutionPhase.Succeeded, 1), (Status.Phase, Plan.Attempts));
        Assert.Equal(2, Bench.Cluster.Requests.Count(request => request.Patch?.Subresource == "status" && request.Name == "run"));
    }

    [Fact]
    public async Task Plan_RuleIsEditedInMidRun_GoesOnAsItBegan()
    {
        var rule = Bench.Cluster.Add(Sample.Rule());
        await SeedAsync(rule.Spec);
        Bench.Cluster.Change<ReplicationRule>("nightly", edited => edited with
        {
            Spec = edited.Spec with { Filters = [new RuleFilter { Type = FilterType.Name, Value = "nothing/**" }], Destinations = Sample.Rule(destinations: "elsewhere").Spec.Destinations },
        });
        await PlanAsync();

        Assert.Equal((true, 2), (Plan.Complete, Plan.Tasks));
        Assert.All(Bench.Cluster.PeekAll<ReplicationTask>(), task => Assert.Equal("destination", task.Spec.Destination.EndpointRef.Name));
    }

    [Fact]
    public async Task Plan_OneRepositoryCannotBeListed_OthersArePlanned()
    {
        Source.Intercept = Refuse("library/one/tags", 403);
        await SeedAsync();
        await PlanAsync();

        Assert.Equal((true, 1, 1L), (Plan.Complete, Plan.Tasks, Plan.Failed));
        Assert.Equal(("library/one", ConditionReasons.PermissionDenied), (Plan.Failures![0].Artifact, Plan.Failures[0].Reason));
    }

    [Fact]
    public async Task Plan_OneRepositoryIsOutOfReachForAWhile_IsPlannedAgainWithoutRepeatingTheOthers()
    {
        Source.Intercept = Refuse("library/one/tags", 503);
        await SeedAsync();
        await PlanAsync();
        Assert.Equal((false, 1, 0L), (Plan.Complete, Plan.Tasks, Plan.Failed));
        Assert.Equal((ExecutionPhase.InProgress, ConditionReasons.ProgressingWithRetry), (Status.Phase, Status.Conditions.Find(ConditionTypes.Succeeded)!.Reason));

        Source.Intercept = null;
        Bench.Time.Advance(Plan.NextRetryTime!.Value - Bench.Time.GetUtcNow());
        await PlanAsync();

        Assert.Equal((true, 2, 0L, 2), (Plan.Complete, Plan.Tasks, Plan.Failed, Plan.Attempts));
        Assert.Equal(2, Bench.Cluster.PeekAll<ReplicationTask>().Count);
        await EndTasksAsync();
        await ReconcileAsync();
        Assert.Equal((ExecutionPhase.Succeeded, "2/2"), (Status.Phase, Status.Progress));
    }

    [Fact]
    public async Task Plan_FailsWithinASecond_IsTriedAgainAfterItsBackoffOnly()
    {
        Source.Intercept = Refuse("_catalog", 503);
        await SeedAsync();
        foreach (var (attempt, minutes) in new[] { (1, 1), (2, 2), (3, 4) })
        {
            await PlanAsync();
            Assert.Equal((attempt, false, Bench.Time.GetUtcNow().AddMinutes(minutes)), (Plan.Attempts, Plan.Complete, Plan.NextRetryTime));
            Assert.Equal(0, Status.Counts!.Failed);

            await ReconcileAsync();
            Assert.Equal(attempt, Plan.Attempts);
            Assert.False(Bench.Plans.IsRunning(Stored));
            Bench.Time.Advance(TimeSpan.FromMinutes(minutes));
        }

        await PlanAsync();
        Assert.Equal(ExecutionPhase.Failed, Status.Phase);
        Assert.Equal((4, ConditionReasons.Unavailable), (Plan.Attempts, Status.Conditions.Find(ConditionTypes.Succeeded)!.Reason));
    }

    [Fact]
    public async Task Plan_FailureCannotHeal_FailsAtOnce()
    {
        Source.Intercept = Refuse("_catalog", 401);
        await SeedAsync();
        await PlanAsync();
        Assert.Equal((ExecutionPhase.Failed, 1), (Status.Phase, Plan.Attempts));
        Assert.Equal(ConditionReasons.AuthenticationFailed, Status.Conditions.Find(ConditionTypes.Succeeded)!.Reason);
    }

    [Fact]
    public async Task Plan_RateLimit_UsesNoAttempt()
    {
        Source.Intercept = Refuse("_catalog", 429);
        await SeedAsync();
        for (var i = 0; i < 6; i++)
        {
            await PlanAsync();
            Assert.Equal((0, Bench.Time.GetUtcNow().AddMinutes(1)), (Plan.Attempts, Plan.NextRetryTime));
            Bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Source.Intercept = null;
        await PlanAsync();
        Assert.True(Plan.Complete);
    }

    [Fact]
    public async Task Plan_EndpointIsMissing_SaysWhich()
    {
        Bench.Cluster.Remove<Api.Endpoints.Endpoint>("destination");
        await SeedAsync(Sample.Rule().Spec with { Retry = new RuleRetry { Limit = 0 } });
        await PlanAsync();
        var condition = Status.Conditions.Find(ConditionTypes.Succeeded)!;
        Assert.Equal((ExecutionPhase.Failed, ConditionReasons.EndpointNotFound), (Status.Phase, condition.Reason));
        Assert.Contains("'destination' does not exist", condition.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_StatusOfTheFailureCannotBeWritten_IsNotForgotten()
    {
        Source.Intercept = Refuse("_catalog", 503);
        await SeedAsync();
        await ReconcileAsync();
        await Bench.ExecutionQueue.NextAsync();
        Bench.Cluster.Before = (request, _) => request.Verb == "patch" ? throw Failures.Unreachable() : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(ReconcileAsync);
        Bench.Cluster.Before = null;

        await ReconcileAsync();

        Assert.Equal((1, Bench.Time.GetUtcNow().AddMinutes(1)), (Plan.Attempts, Plan.NextRetryTime));
    }

    [Fact]
    public async Task Restart_DuringPlanning_PlansAgainWithoutUsingAnAttempt()
    {
        await SeedAsync(plan: new ExecutionPlan { Attempts = 1 });
        await PlanAsync();
        Assert.Equal((true, 1, 2), (Plan.Complete, Plan.Attempts, Plan.Tasks));
    }

    [Fact]
    public async Task Restart_TasksWereMadeAndPartlyDone_CountsThemOnce()
    {
        await SeedAsync();
        await PlanAsync();
        CopyOver("library/one");

        // The process died before it wrote the plan down; meanwhile one of the two was copied.
        var lost = Stored with { Status = Status with { Plan = new ExecutionPlan { Attempts = 1 } } };
        await Bench.Cluster.PatchAsync<ReplicationExecution>("run", "default", Patch.ApplyStatus(lost, "seed"), CancellationToken.None);
        await using var next = Bench.Create(cluster: Bench.Cluster);
        await next.ExecutionController.ReconcileAsync(Stored, CancellationToken.None);
        await next.ExecutionQueue.NextAsync();
        await next.ExecutionController.ReconcileAsync(Stored, CancellationToken.None);

        var plan = Stored.Status!.Plan!;
        Assert.Equal((true, 2, 0L), (plan.Complete, plan.Tasks, plan.UpToDate));
        Assert.Equal(2, Stored.Status!.Counts!.Total);
    }

    [Fact]
    public async Task Shutdown_ReconcilesThatFollow_UseNoAttempt()
    {
        HoldSource(new TaskCompletionSource());
        await SeedAsync();
        await ReconcileAsync();
        await Bench.Plans.DisposeAsync();
        for (var i = 0; i < 5; i++)
        {
            Bench.Time.Advance(TimeSpan.FromSeconds(2));
            await ReconcileAsync();
        }

        Assert.Equal((1, false), (Plan.Attempts, Plan.Complete));
    }

    [Fact]
    public async Task Tasks_DeletedByHand_AreMadeAgain()
    {
        await SeedAsync();
        await PlanAsync();
        var names = Bench.Cluster.PeekAll<ReplicationTask>().Select(task => task.Metadata.Name!).ToArray();
        Bench.Cluster.Remove<ReplicationTask>(names[0]);

        await ReconcileAsync();
        Assert.False(Plan.Complete);
        await Bench.ExecutionQueue.NextAsync();
        await ReconcileAsync();

        Assert.Equal((true, 2, 1), (Plan.Complete, Plan.Tasks, Plan.Attempts));
        Assert.Equal(names, Bench.Cluster.PeekAll<ReplicationTask>().Select(task => task.Metadata.Name!));
        await EndTasksAsync();
        await ReconcileAsync();
        Assert.Equal((ExecutionPhase.Succeeded, 2L), (Status.Phase, Status.Counts!.Succeeded));
    }
}
