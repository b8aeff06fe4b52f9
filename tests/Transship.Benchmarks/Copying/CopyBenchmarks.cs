using Transship.Testing.Servers;

namespace Transship.Benchmarks.Copying;

/// <summary>Runs the scenarios that were named, or all: every program in turn, five rounds, process start included.</summary>
internal static class CopyBenchmarks
{
    private const double PeakTarget = 100;

    /// <summary>Runs them. The first argument is the path of our program, the others are names of scenarios.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("transship-bench.").FullName;
        try
        {
            var programs = new[]
            {
                CopyProgram.Transship(arguments[0]),
                CopyProgram.Crane(await Tool.LocateAsync("crane")),
                CopyProgram.Skopeo(await Tool.LocateAsync("skopeo-sid"), folder),
                CopyProgram.Oras(await Tool.LocateAsync("oras")),
            };
            var comparison = new Comparison(programs, await Tool.LocateAsync("time"), folder);
            var measurements = new List<Measurement>();
            foreach (var scenario in Scenario.All.Where(s => arguments.Length == 1 || arguments.Contains(s.Name, StringComparer.Ordinal)))
            {
                Console.WriteLine($"\n{scenario.Name}: {scenario.Title} (load of the machine {await LoadAsync()})\n\n{ProgramResult.Head}");
                var results = await comparison.RunAsync(scenario);
                foreach (var result in results)
                {
                    Console.WriteLine(result);
                }

                measurements.AddRange(Judge(scenario, results));
            }

            Console.WriteLine();
            return measurements;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Measurement> Judge(Scenario scenario, IReadOnlyList<ProgramResult> results)
    {
        var ours = results[0];
        var fastest = results.Skip(1).Where(r => r.Program.Verifies).MinBy(r => r.Wall)!;
        yield return Measurement.AtMost($"{scenario.Name}, wall time against {fastest.Program.Name}", ours.Wall / fastest.Wall, scenario.WallTarget, "times");
        if (scenario.CpuTarget is { } cpu)
        {
            yield return Measurement.AtMost($"{scenario.Name}, CPU against crane", ours.Cpu / results.Single(r => r.Program.Name == "crane").Cpu, cpu, "times");
        }

        yield return Measurement.AtMost($"{scenario.Name}, peak memory", ours.Peak, PeakTarget, "MiB");
        yield return Measurement.AtMost($"{scenario.Name}, answers with a 5xx", ours.ServerErrors, 0, "requests");
    }

    private static async Task<string> LoadAsync() => string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[..3]);
}
