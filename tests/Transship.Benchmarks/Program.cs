using Transship.Benchmarks;
using Transship.Benchmarks.Charts;
using Transship.Benchmarks.Copying;
using Transship.Benchmarks.Planning;
using Transship.Benchmarks.Pods;
using Transship.Benchmarks.Runtime;
using Transship.Benchmarks.Triggers;

// SUITE [ARGUMENT...]: runs one suite.
var suites = new Dictionary<string, Func<string[], Task<IReadOnlyList<Measurement>>>>(StringComparer.Ordinal)
{
    ["runtime"] = _ => RuntimeBenchmarks.RunAsync(),
    ["copying"] = CopyBenchmarks.RunAsync,
    ["memory"] = MemoryBenchmarks.RunAsync,
    ["worker"] = WorkerBenchmarks.RunAsync,
    ["pods"] = ScaleBenchmarks.RunAsync,
    ["events"] = _ => EventBenchmark.RunAsync(),
    ["schedules"] = _ => ScheduleBenchmark.RunAsync(),
    ["charts"] = _ => IndexBenchmark.RunAsync(),
    ["planning"] = _ => PlanningBenchmark.RunAsync(),
    ["triggers"] = async _ => [.. await EventBenchmark.RunAsync(), .. await ScheduleBenchmark.RunAsync()],
};
if (args is not [var name, .. var arguments] || !suites.TryGetValue(name, out var suite))
{
    await Console.Error.WriteLineAsync($"Name a suite: {string.Join(", ", suites.Keys)}.");
    return 2;
}

var isMet = true;
foreach (var measurement in await suite(arguments))
{
    Console.WriteLine(measurement);
    isMet &= measurement.IsMet;
}

return isMet ? 0 : 1;
