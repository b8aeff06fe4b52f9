using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Registry;

namespace Transship.Operator.Tests.Executions;

/// <summary>Runs that only tell what they would do.</summary>
public sealed class DryRunTests : RunTests
{
    [Fact]
    public async Task DryRun_SomeIsThereAlready_CountsAndCopiesNothing()
    {
        CopyOver("library/one");
        await SeedDryAsync();
        await PlanAsync();

        Assert.Empty(Bench.Cluster.PeekAll<ReplicationTask>());
        Assert.Equal(ExecutionPhase.Succeeded, Status.Phase);
        Assert.Equal((2, 1, 1L, 0), (Status.Counts!.Total, Status.Counts.UpToDate, Status.Counts.WouldCopy, Status.Counts.Succeeded));
        Assert.Equal("2/2", Status.Progress);
        Assert.Equal("Dry run, nothing is copied. 2 artifacts: 1 would be copied, 1 up to date.", Status.Conditions.Find(ConditionTypes.Succeeded)!.Message);
    }

    [Fact]
    public async Task DryRun_TagPointsElsewhereAndNoOverride_CountsItAsRefused()
    {
        CopyOver("library/one");
        Source.Store["library/one"].AddImage("v1", [FakeImages.Bytes(9, 500)]);
        await SeedDryAsync(Sample.Rule().Spec with { Override = false });
        await PlanAsync();

        Assert.Equal((1, 1L), (Status.Counts!.Refused, Status.Counts.WouldCopy));
    }

    [Fact]
    public async Task DryRun_SourceRefuses_Fails()
    {
        Source.Intercept = Refuse("/v2/", 403);
        await SeedDryAsync();
        await PlanAsync();

        Assert.Equal(ExecutionPhase.Failed, Status.Phase);
        Assert.StartsWith("Dry run, nothing is copied. ", Status.Conditions.Find(ConditionTypes.Succeeded)!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConcurrencyPolicy.Forbid)]
    [InlineData(ConcurrencyPolicy.Replace)]
    public async Task DryRun_AnotherRunGoesOn_StartsAtOnceAndStopsNothing(ConcurrencyPolicy policy)
    {
        var rule = Sample.Rule();
        Bench.Cluster.Add(rule with { Spec = rule.Spec with { ConcurrencyPolicy = policy } });
        await SeedAsync();
        await AdmitAsync("what-if", isDry: true);

        Assert.NotNull(Bench.Stored<ReplicationExecution>("what-if").Status!.StartTime);
        Assert.False(Stored.Spec.Stop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AnotherGoesOn_WaitsUnlessItIsADryRun(bool isDry)
    {
        Bench.Cluster.Add(Sample.Rule());
        var other = Sample.Started("other");
        await Bench.SeedAsync(other with { Spec = other.Spec with { DryRun = isDry } });
        await AdmitAsync("real", isDry: false);

        Assert.Equal(isDry, Bench.Stored<ReplicationExecution>("real").Status!.StartTime is not null);
    }

    private async Task AdmitAsync(string name, bool isDry)
    {
        var execution = Sample.Execution(name);
        Bench.Cluster.Add(execution with { Spec = execution.Spec with { DryRun = isDry } });
        await Bench.Admission.DecideAsync(Bench.Stored<ReplicationExecution>(name), Bench.Stored<ReplicationRule>("nightly"), CancellationToken.None);
    }

    private async Task SeedDryAsync(ReplicationRuleSpec? rule = null)
    {
        var execution = Sample.Started("run", rule, null, Bench.Time.GetUtcNow());
        await Bench.SeedAsync(execution with { Spec = execution.Spec with { DryRun = true } });
    }
}
