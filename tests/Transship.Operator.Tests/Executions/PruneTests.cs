using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Executions;

/// <summary>Runs of rules that remove what is gone at the source.</summary>
public sealed class PruneTests : RunTests
{
    private static readonly ReplicationRuleSpec Mirror = Sample.Rule().Spec with { Prune = new RulePrune { Enabled = true, MaxDeletePercent = 50 } };

    [Fact]
    public async Task Run_TagIsGoneAtTheSource_MakesATaskThatRemovesIt()
    {
        CopyAndRemove();
        await SeedAsync(Mirror);
        await PlanAsync();

        var task = Assert.Single(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal((TaskOperation.Delete, "library/one", "old"), (task.Spec.Operation, task.Spec.Destination.Repository, task.Spec.Artifacts.Single().Tag));
        Assert.Equal(2, Status.Counts!.UpToDate);
    }

    [Fact]
    public async Task Run_WithoutPrune_RemovesNothing()
    {
        CopyAndRemove();
        await SeedAsync();
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(2, Status.Counts!.UpToDate);
    }

    [Fact]
    public async Task Run_OfTheFirstEnabling_RemovesNothing()
    {
        CopyAndRemove();
        var run = Sample.Started("run", Mirror, at: Bench.Time.GetUtcNow());
        await Bench.SeedAsync(run with { Spec = run.Spec with { Trigger = ExecutionTrigger.Initial } });
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(2, Status.Counts!.UpToDate);
    }

    [Fact]
    public async Task Run_MoreIsGoneThanTheRuleAllows_RemovesNothingAndSaysHowToAllowIt()
    {
        CopyAndRemove();
        await SeedAsync(Mirror with { Prune = new RulePrune { Enabled = true } });
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        var stalled = Status.Conditions.Find(ConditionTypes.Stalled)!;
        Assert.Equal((ExecutionPhase.Failed, ConditionReasons.DeleteLimitExceeded), (Status.Phase, stalled.Reason));
        Assert.Contains("1 of 3 tags at destination are gone at the source, more than the 20 % that spec.prune.maxDeletePercent allows", stalled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OneRepositoryCannotBeListed_RemovesNothing()
    {
        CopyAndRemove();
        Source.Intercept = Refuse("library/two/tags", 403);
        await SeedAsync(Mirror);
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(1, Status.Counts!.Failed);
    }

    [Fact]
    public async Task DryRun_TagIsGoneAtTheSource_CountsWhatWouldBeRemoved()
    {
        CopyAndRemove();
        var run = Sample.Started("run", Mirror, at: Bench.Time.GetUtcNow());
        await Bench.SeedAsync(run with { Spec = run.Spec with { DryRun = true } });
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal((1L, 2, "3/3"), (Status.Counts!.WouldDelete, Status.Counts.UpToDate, Status.Progress));
        Assert.Equal("Dry run, nothing is copied. 3 artifacts: 1 would be removed, 2 up to date. 'transship logs execution/run' tells of each.", Status.Conditions.Find(ConditionTypes.Succeeded)!.Message);
    }

    [Fact]
    public async Task Stop_OnRequest_IsToldOnce()
    {
        await SeedAsync(plan: new ExecutionPlan { Complete = true, Tasks = 0 });
        Stop();
        await ReconcileAsync();
        await ReconcileAsync();

        Assert.Single(Bench.Events.All, "Normal StopRequested: The run of rule 'nightly' is being stopped, as an unknown client asked.");
    }

    private void CopyAndRemove()
    {
        Source.Store["library/one"].AddImage("old", [FakeImages.Bytes(3, 500)]);
        CopyOver("library/one");
        CopyOver("library/two");
        Source.Store["library/one"].Tags.TryRemove("old", out _);
    }
}
