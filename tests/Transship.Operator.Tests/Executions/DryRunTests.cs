using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Models;
using Transship.Operator.Plans;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tests.Harness;
using Transship.Replication.Planning;
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
        Assert.Equal("Dry run, nothing is copied. 2 artifacts: 1 would be copied, 1 up to date. 'transship logs execution/run' tells of each.", Status.Conditions.Find(ConditionTypes.Succeeded)!.Message);
    }

    [Fact]
    public async Task DryRun_Ended_ItsLogTellsOfEachArtifact()
    {
        CopyOver("library/one");
        Source.Store["library/two"].AddImage("rc", [FakeImages.Bytes(3, 500)]);
        await SeedDryAsync(Sample.Rule().Spec with { Filters = [new RuleFilter { Type = FilterType.Tag, Value = "rc", Decoration = FilterDecoration.Excludes }] });
        await PlanAsync();

        var page = Assert.Single(Bench.Cluster.PeekAll<V1ConfigMap>());
        Assert.Equal(("run-plan-00", "run"), (page.Metadata.Name, page.Metadata.OwnerReferences!.Single().Name));
        Assert.Equal(("plan", "run"), (page.Metadata.Labels![LogMap.Label], page.Metadata.Labels[TransshipApi.ExecutionLabel]));
        var lines = page.Data![LogMap.Key].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => PlanLine.Read(JsonNode.Parse(line)!.AsObject())!);
        Assert.Equal(
            [
                "copy library/two:v1 -> destination: library/two:v1 (not there yet)",
                "filtered library/two:rc (spec.filters[0]: tag excludes rc)",
                $"up to date library/one:v1 -> destination: library/one:v1 (both have {Source.Store["library/one"].Tags["v1"].ToString()[..19]})",
            ],
            lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line.ToString(), " {2,}", " ")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DryRun_PlannedAgain_LeavesNothingOfALongerLog()
    {
        var execution = Sample.Execution("run");
        Bench.Cluster.Add(execution);
        var longer = new PlanLog(Bench.Cluster, Bench.Stored<ReplicationExecution>("run"));
        for (var i = 0; i < 4000; i++)
        {
            await longer.AddAsync(new FilteredArtifact($"library/{i}", "v1", new string('x', 100)), CancellationToken.None);
        }

        await longer.EndAsync(CancellationToken.None);
        Assert.Equal(["run-plan-00", "run-plan-01", "run-plan-02"], Bench.Cluster.PeekAll<V1ConfigMap>().Select(map => map.Metadata.Name!).Order(StringComparer.Ordinal));

        var again = new PlanLog(Bench.Cluster, Bench.Stored<ReplicationExecution>("run"));
        await again.AddAsync(new FilteredArtifact("library/app", "v1", "a filter"), CancellationToken.None);
        await again.EndAsync(CancellationToken.None);

        Assert.Equal(
            [new PlanLine("filtered", "library/app:v1", null, "a filter").ToJson() + "\n", "", ""],
            Bench.Cluster.PeekAll<V1ConfigMap>().OrderBy(map => map.Metadata.Name, StringComparer.Ordinal).Select(map => map.Data![LogMap.Key]));
    }

    [Fact]
    public async Task DryRun_MoreThanTheLogHolds_CountsTheRest()
    {
        Bench.Cluster.Add(Sample.Execution("run"));
        var log = new PlanLog(Bench.Cluster, Bench.Stored<ReplicationExecution>("run"));
        var line = new FilteredArtifact("library/app", "v1", new string('x', 10_000));
        for (var i = 0; i < 500; i++)
        {
            await log.AddAsync(line, CancellationToken.None);
        }

        await log.EndAsync(CancellationToken.None);

        var pages = Bench.Cluster.PeekAll<V1ConfigMap>().OrderBy(map => map.Metadata.Name, StringComparer.Ordinal).Select(map => map.Data![LogMap.Key]).ToArray();
        Assert.Equal(PlanLog.MaxPages, pages.Length);
        Assert.All(pages, page => Assert.True(page.Length <= PlanLog.PageBytes + 200));
        var told = pages.Sum(page => page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length) - 1;
        Assert.Contains($"\"source\":\"{500 - told} further artifacts\"", pages[^1], StringComparison.Ordinal);
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
