namespace Transship.Benchmarks.Copying;

/// <summary>Runs programs in one scenario, one after the other, round by round, so that what disturbs the machine disturbs all.</summary>
/// <param name="programs">Who takes part.</param>
/// <param name="time">GNU time.</param>
/// <param name="folder">Where scratch files go.</param>
internal sealed class Comparison(IReadOnlyList<CopyProgram> programs, string time, string folder)
{
    private const int Rounds = 5;

    // One round is enough to see that a program is not among the fast ones.
    private const double TooSlow = 4;

    /// <summary>The results in the order of the programs.</summary>
    public async Task<IReadOnlyList<ProgramResult>> RunAsync(Scenario scenario)
    {
        await using var source = await MeasuredRegistry.StartAsync(folder, scenario.RoundTrip);
        await scenario.Set.PushAsync(source.Client);
        await using var kept = scenario.Unchanged ? await FilledAsync(scenario, source) : null;

        var results = programs.Where(p => p.Name != scenario.Without && p.Command(scenario.Set, "", "") is not null).Select(p => new ProgramResult(p)).ToList();
        var running = results.ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var result in running)
            {
                await RunOnceAsync(scenario, result, source, kept, verify: round == 0);
            }

            // The fastest of the others is what is compared with, so it always runs to the end.
            var best = running.Min(r => r.Wall);
            var rival = running.Where(r => r != results[0]).Min(r => r.Wall);
            running.RemoveAll(r => r != results[0] && r.Wall > rival && r.Wall > TooSlow * best);
        }

        return results;
    }

    private async Task RunOnceAsync(Scenario scenario, ProgramResult result, MeasuredRegistry source, MeasuredRegistry? kept, bool verify)
    {
        await using var fresh = kept is null ? await MeasuredRegistry.StartAsync(folder, scenario.RoundTrip) : null;
        var destination = kept ?? fresh!;
        source.BeginCount();
        destination.BeginCount();
        var run = await ProgramRun.MeasureAsync(time, result.Program.Command(scenario.Set, source.Address, destination.Address)!, folder);
        result.Add(run, await source.CountAsync(), await destination.CountAsync());
        if (verify)
        {
            await scenario.Set.VerifyAsync(source.Client, destination.Client, result.Program.Name);
        }
    }

    private async Task<MeasuredRegistry> FilledAsync(Scenario scenario, MeasuredRegistry source)
    {
        var destination = await MeasuredRegistry.StartAsync(folder, scenario.RoundTrip);
        await scenario.Set.PushAsync(destination.Client);
        await scenario.Set.VerifyAsync(source.Client, destination.Client, "the benchmark");
        return destination;
    }
}
