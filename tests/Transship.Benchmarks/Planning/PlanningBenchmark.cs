using System.Diagnostics;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Benchmarks.Triggers;

namespace Transship.Benchmarks.Planning;

/// <summary>
/// One rule for 10,000 repositories with 10 tags each: a real run, of which a tenth is to be copied and a hundredth fails, then a dry run of the same. The
/// operator's memory and the size of the executions must not grow with the registry.
/// </summary>
internal static class PlanningBenchmark
{
    private const double KibiByte = 1 << 10;
    private const double MebiByte = 1 << 20;
    private const int Failing = SimulatedRegistry.Repositories / SimulatedRegistry.ForbiddenEach;
    private const int ToCopy = SimulatedRegistry.Repositories / SimulatedRegistry.MissingEach * SimulatedRegistry.TagsOfEach;
    private const int UpToDate = (SimulatedRegistry.Repositories * SimulatedRegistry.TagsOfEach) - (Failing * SimulatedRegistry.TagsOfEach) - ToCopy;

    internal static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var running = await OperatorUnderTest.StartAsync("planning");
        running.Source.SimulateSource();
        running.Destination.SimulateDestination();
        await RuleSet.CreateEndpointsAsync(running);
        await running.Client.CreateAsync(
            new ReplicationRule
            {
                Metadata = RuleSet.Named("all"),
                Spec = new ReplicationRuleSpec
                {
                    Source = new RuleSource { EndpointRef = new LocalReference { Name = "source" } },
                    Destinations = [new RuleDestination { EndpointRef = new LocalReference { Name = "destination" } }],
                    Filters = [new RuleFilter { Type = FilterType.Name, Value = "team-*/**" }],
                },
            },
            CancellationToken.None);
        var real = await EndAsync(running, e => e.Spec.Trigger == ExecutionTrigger.Initial);
        var memory = running.PeakMemory();
        await running.Client.CreateAsync(
            new ReplicationExecution { Metadata = RuleSet.Named("what-if"), Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = "all" }, DryRun = true } },
            CancellationToken.None);
        var dry = await EndAsync(running, e => e.Spec.DryRun);
        return
        [
            .. await MeasureAsync(running, "run", real, real.Execution.Status!.Counts!.Succeeded),
            Measurement.AtMost("run: operator's memory, peak", memory / MebiByte, 250, "MiB"),
            .. await MeasureAsync(running, "dry run", dry, dry.Execution.Status!.Counts!.WouldCopy ?? 0),
            Measurement.AtMost("run and dry run: operator's memory, peak", running.PeakMemory() / MebiByte, 250, "MiB"),
        ];
    }

    private static async Task<IEnumerable<Measurement>> MeasureAsync(OperatorUnderTest running, string name, (ReplicationExecution Execution, TimeSpan Took) ended, long copied)
    {
        var counts = ended.Execution.Status!.Counts!;
        using var http = new HttpClient { BaseAddress = running.ApiServer };
        var stored = await http.GetByteArrayAsync(
            new Uri($"apis/{TransshipApi.Group}/{TransshipApi.Version}/namespaces/{RuleSet.Namespace}/replicationexecutions/{ended.Execution.Metadata.Name}", UriKind.Relative));
        return
        [
            Measurement.AtLeast($"{name}: artifacts copied, or to be copied", copied, ToCopy, "artifacts"),
            Measurement.AtLeast($"{name}: artifacts up to date", counts.UpToDate, UpToDate, "artifacts"),
            Measurement.AtMost($"{name}: repositories that could not be listed", counts.Failed, Failing, "repositories"),
            Measurement.AtMost($"{name}: took", ended.Took.TotalSeconds, 600, "s"),
            Measurement.AtMost($"{name}: the execution's size", stored.Length / KibiByte, 64, "KiB"),
        ];
    }

    private static async Task<(ReplicationExecution Execution, TimeSpan Took)> EndAsync(OperatorUnderTest running, Func<ReplicationExecution, bool> isIt)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            if ((await RuleSet.ExecutionsAsync(running.Client)).FirstOrDefault(e => isIt(e) && e.Status?.CompletionTime is not null) is { } ended)
            {
                return (ended, Stopwatch.GetElapsedTime(begun));
            }

            _ = running.PeakMemory(); // throws when the operator has ended
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }
}
