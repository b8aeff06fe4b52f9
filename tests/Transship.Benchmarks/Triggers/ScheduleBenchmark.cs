using System.Globalization;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;

namespace Transship.Benchmarks.Triggers;

/// <summary>1,000 rules with a tick each minute: how late runs begin.</summary>
internal static class ScheduleBenchmark
{
    private const int Rules = 1000;
    private const int Ticks = 2;
    private const double MebiByte = 1 << 20;

    internal static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var running = await OperatorUnderTest.StartAsync("schedules");
        await RuleSet.CreateAsync(running, Rules, new RuleTrigger { Schedule = new RuleSchedule { Cron = "* * * * *" } });

        // Whole minutes from here on: ticks while the rules were made are not counted, for some of them had a schedule then and some not.
        var now = TimeProvider.System.GetUtcNow();
        var first = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddMinutes(1);
        var delays = await WatchAsync(running.Client, first);
        var sorted = delays.Order().ToArray();
        return
        [
            Measurement.AtLeast($"runs that {Ticks} ticks of {Rules} rules started", sorted.Length, Rules * Ticks, "runs"),
            Measurement.AtMost("from tick to start, 99th percentile", sorted.Length == 0 ? double.NaN : sorted[(int)(sorted.Length * 0.99)], 2, "s"),
            Measurement.AtMost("operator's memory, peak", running.PeakMemory() / MebiByte, 300, "MiB"),
        ];
    }

    /// <summary>How many seconds after its tick a watcher saw each run begin; the seconds of timestamps would be too coarse.</summary>
    private static async Task<IReadOnlyCollection<double>> WatchAsync(KubernetesClient client, DateTimeOffset first)
    {
        var delays = new Dictionary<string, double>(StringComparer.Ordinal);
        var end = first.AddMinutes(Ticks - 0.5);
        using var stop = new CancellationTokenSource(end - TimeProvider.System.GetUtcNow(), TimeProvider.System);
        try
        {
            await foreach (var change in client.WatchAsync<ReplicationExecution>(new WatchQuery { Namespace = RuleSet.Namespace }, stop.Token))
            {
                if (change.Object is { Spec.Trigger: ExecutionTrigger.Scheduled, Status.StartTime: not null } run && TickOf(run) >= first)
                {
                    delays.TryAdd(run.Metadata.Name!, (TimeProvider.System.GetUtcNow() - TickOf(run)).TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is over.
        }

        return delays.Values;
    }

    /// <summary>The tick is in the name: rule-TICK-fingerprint.</summary>
    private static DateTimeOffset TickOf(ReplicationExecution run) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(run.Metadata.Name!.Split('-')[^2], CultureInfo.InvariantCulture));
}
