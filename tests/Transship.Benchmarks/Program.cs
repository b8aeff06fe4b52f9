using Transship.Benchmarks;
using Transship.Benchmarks.Runtime;

var suites = new Dictionary<string, Func<Task<IReadOnlyList<Measurement>>>>(StringComparer.Ordinal)
{
    ["runtime"] = RuntimeBenchmarks.RunAsync,
};
var isMet = true;
foreach (var name in args.Length > 0 ? args : [.. suites.Keys])
{
    if (!suites.TryGetValue(name, out var suite))
    {
        await Console.Error.WriteLineAsync($"There is no suite '{name}': choose from {string.Join(", ", suites.Keys)}.");
        return 2;
    }

    foreach (var measurement in await suite())
    {
        Console.WriteLine(measurement);
        isMet &= measurement.IsMet;
    }
}

return isMet ? 0 : 1;
