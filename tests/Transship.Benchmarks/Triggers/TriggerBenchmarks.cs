using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;

namespace Transship.Benchmarks.Triggers;

/// <summary>What many events and many schedules ask of one operator.</summary>
internal static class TriggerBenchmarks
{
    private const string Namespace = "default";
    private const string Token = "correct-horse-battery-staple";
    private const double MebiByte = 1 << 20;

    internal static async Task<IReadOnlyList<Measurement>> RunAsync() => [.. await EventsAsync(), .. await SchedulesAsync()];

    /// <summary>1,000 events a second for a minute, for 50 rules: each is acknowledged, and is in exactly one execution.</summary>
    private static async Task<IEnumerable<Measurement>> EventsAsync()
    {
        const int PerSecond = 1000;
        const int Seconds = 60;
        const int Rules = 50;
        await using var running = await OperatorUnderTest.StartAsync();
        await SetAsync(running, Rules, rule => new RuleTrigger { Events = new RuleEvents { Debounce = "5s" } });
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
        var path = new Uri($"http://127.0.0.1:{running.EventsPort}/events/{Namespace}/source");
        var begun = TimeProvider.System.GetTimestamp();
        var (accepted, late) = (0, 0d);
        await Parallel.ForEachAsync(Enumerable.Range(0, PerSecond * Seconds), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, token) =>
        {
            var due = TimeSpan.FromSeconds((double)n / PerSecond);
            if (due - TimeProvider.System.GetElapsedTime(begun) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, TimeProvider.System, token);
            }

            if (await DeliverAsync(http, path, n, Rules, token) == HttpStatusCode.NoContent)
            {
                Interlocked.Increment(ref accepted);
            }

            late = Math.Max(late, (TimeProvider.System.GetElapsedTime(begun) - due).TotalSeconds);
        });

        var named = (await ExecutionsAsync(running.Client)).Where(e => e.Spec.Trigger == ExecutionTrigger.Event).SelectMany(e => e.Spec.Resources ?? []).ToList();
        return
        [
            Measurement.AtLeast($"events acknowledged of {PerSecond} a second for {Seconds} s", accepted, PerSecond * Seconds, "events"),
            Measurement.AtLeast("events that are in an execution", named.Select(resource => resource.Event).Distinct().Count(), accepted, "events"),
            Measurement.AtMost("events that are in an execution more than once", named.Count - named.Distinct().Count(), 0, "events"),
            Measurement.AtMost("the slowest acknowledgement", late, 5, "s"),
            Measurement.AtMost("operator's memory, peak", running.PeakMemory() / MebiByte, 300, "MiB"),
        ];
    }

    /// <summary>1,000 rules with a tick each minute, for three minutes: how late runs begin.</summary>
    private static async Task<IEnumerable<Measurement>> SchedulesAsync()
    {
        const int Rules = 1000;
        const int Minutes = 3;
        await using var running = await OperatorUnderTest.StartAsync();
        await SetAsync(running, Rules, rule => new RuleTrigger { Schedule = new RuleSchedule { Cron = "* * * * *" } });
        var delays = new Dictionary<string, double>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(Minutes + 1), TimeProvider.System);
        try
        {
            var query = new WatchQuery { Namespace = Namespace };
            await foreach (var change in running.Client.WatchAsync<ReplicationExecution>(query, stop.Token))
            {
                if (change.Object is { Spec.Trigger: ExecutionTrigger.Scheduled, Status.StartTime: not null } run && !delays.ContainsKey(run.Metadata.Name!))
                {
                    delays[run.Metadata.Name!] = (TimeProvider.System.GetUtcNow() - TickOf(run)).TotalSeconds;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The time is over.
        }

        var sorted = delays.Values.Order().ToArray();
        return
        [
            Measurement.AtLeast($"runs of {Rules} rules in {Minutes} minutes", sorted.Length, Rules * Minutes, "runs"),
            Measurement.AtMost("from tick to start, 99th percentile", sorted.Length == 0 ? double.NaN : sorted[(int)(sorted.Length * 0.99)], 2, "s"),
            Measurement.AtMost("operator's memory, peak", running.PeakMemory() / MebiByte, 300, "MiB"),
        ];
    }

    /// <summary>The tick is in the name: rule-TICK-fingerprint.</summary>
    private static DateTimeOffset TickOf(ReplicationExecution run) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(run.Metadata.Name!.Split('-')[^2], CultureInfo.InvariantCulture));

    private static async Task SetAsync(OperatorUnderTest running, int rules, Func<int, RuleTrigger> trigger)
    {
        await running.Client.CreateAsync(
            new V1Secret { Metadata = Named("events"), Data = new Dictionary<string, byte[]> { ["token"] = Encoding.UTF8.GetBytes(Token) } }, CancellationToken.None);
        foreach (var (name, url) in new[] { ("source", running.Source.Url), ("destination", running.Destination.Url) })
        {
            var spec = new EndpointSpec { Url = url.ToString(), Events = new EndpointEvents { SecretRef = new LocalReference { Name = "events" } } };
            await running.Client.CreateAsync(new Endpoint { Metadata = Named(name), Spec = spec }, CancellationToken.None);
        }

        for (var n = 0; n < rules; n++)
        {
            var spec = new ReplicationRuleSpec
            {
                Source = new RuleSource { EndpointRef = new LocalReference { Name = "source" } },
                Destinations = [new RuleDestination { EndpointRef = new LocalReference { Name = "destination" } }],
                Filters = [new RuleFilter { Type = FilterType.Name, Value = $"team-{n}/app" }],
                Trigger = trigger(n),
                HistoryLimits = new RuleHistoryLimits { Successful = 1000, Failed = 1000 },
            };
            await running.Client.CreateAsync(new ReplicationRule { Metadata = Named($"rule{n}"), Spec = spec }, CancellationToken.None);
        }

        // The first run of each rule is over, so that only what is measured goes on.
        while ((await ExecutionsAsync(running.Client)).Count(e => e.Spec.Trigger == ExecutionTrigger.Initial && e.Status?.CompletionTime is not null) < rules)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    private static async Task<HttpStatusCode> DeliverAsync(HttpClient http, Uri path, int n, int rules, CancellationToken cancellationToken)
    {
        var body = $$"""
            {"events": [{"id": "event-{{n}}", "action": "push",
              "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "team-{{n % rules}}/app", "tag": "{{n}}"} }]}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }

    private static async Task<List<ReplicationExecution>> ExecutionsAsync(KubernetesClient client)
    {
        var found = new List<ReplicationExecution>();
        var query = new ListQuery { Namespace = Namespace, Limit = 500 };
        do
        {
            var page = await client.ListAsync<ReplicationExecution>(query, CancellationToken.None);
            found.AddRange(page.Items);
            query = query with { Continue = page.Metadata.Continue };
        }
        while (!string.IsNullOrEmpty(query.Continue));

        return found;
    }

    private static V1ObjectMeta Named(string name) => new() { Name = name, Namespace = Namespace };
}
