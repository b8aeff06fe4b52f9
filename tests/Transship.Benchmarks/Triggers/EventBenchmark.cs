using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Testing.Registry;

namespace Transship.Benchmarks.Triggers;

/// <summary>1,000 events a second for a minute, for 50 rules: each is acknowledged, and ends in exactly one execution.</summary>
internal static class EventBenchmark
{
    private const int PerSecond = 1000;
    private const int Seconds = 60;
    private const int Rules = 50;
    private const int Events = PerSecond * Seconds;
    private const double MebiByte = 1 << 20;

    /// <summary>As long as the last run may take after the last event.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    internal static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var running = await OperatorUnderTest.StartAsync("events");
        await RuleSet.CreateAsync(running, Rules, new RuleTrigger { Events = new RuleEvents { Debounce = "2s" } });
        AddTags(running.Source);
        AddTags(running.Destination);

        var took = new double[Events];
        var accepted = await DeliverAsync(running, took);
        var runs = await EndedAsync(running.Client);
        var named = runs.SelectMany(e => e.Spec.Resources ?? []).ToList();
        Array.Sort(took);
        return
        [
            Measurement.AtLeast($"events acknowledged, of {PerSecond} a second for {Seconds} s", accepted, Events, "events"),
            Measurement.AtLeast("acknowledged events that are in an execution", named.Select(resource => resource.Event).Distinct().Count(), accepted, "events"),
            Measurement.AtMost("events that are in an execution more than once", named.Count - named.Distinct().Count(), 0, "events"),
            Measurement.AtLeast("artifacts that these executions found up to date", runs.Sum(e => e.Status?.Counts?.UpToDate ?? 0), accepted, "artifacts"),
            Measurement.AtMost("executions that did not succeed", runs.Count(e => e.Status?.Phase != ExecutionPhase.Succeeded), 0, "executions"),
            Measurement.AtMost("from the moment an event was due to its acknowledgement, 99th percentile", took[(int)(Events * 0.99)], 1, "s"),
            Measurement.AtMost("operator's memory, peak", running.PeakMemory() / MebiByte, 300, "MiB"),
        ];
    }

    /// <summary>What events name is there on both sides, and is compared.</summary>
    private static void AddTags(FakeRegistry registry)
    {
        for (var n = 0; n < Events; n++)
        {
            var repository = registry.Store[RuleSet.RepositoryOf(n % Rules)];
            repository.Tags[TagOf(n)] = repository.Tags["first"];
        }
    }

    private static async Task<int> DeliverAsync(OperatorUnderTest running, double[] took)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
        var path = new Uri($"http://127.0.0.1:{running.EventsPort}/events/{RuleSet.Namespace}/source");
        var begun = TimeProvider.System.GetTimestamp();
        var accepted = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Events), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (n, token) =>
        {
            var due = TimeSpan.FromSeconds((double)n / PerSecond);
            if (due - TimeProvider.System.GetElapsedTime(begun) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, TimeProvider.System, token);
            }

            if (await DeliverAsync(http, path, n, token) == HttpStatusCode.NoContent)
            {
                Interlocked.Increment(ref accepted);
            }

            took[n] = (TimeProvider.System.GetElapsedTime(begun) - due).TotalSeconds;
        });
        return accepted;
    }

    private static async Task<HttpStatusCode> DeliverAsync(HttpClient http, Uri path, int n, CancellationToken cancellationToken)
    {
        var body = $$"""
            {"events": [{"id": "event-{{n}}", "action": "push",
              "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "{{RuleSet.RepositoryOf(n % Rules)}}", "tag": "{{TagOf(n)}}"} }]}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RuleSet.Token);
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.StatusCode;
    }

    /// <summary>The runs that events started, when all have ended.</summary>
    private static async Task<List<ReplicationExecution>> EndedAsync(KubernetesClient client)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var runs = (await RuleSet.ExecutionsAsync(client)).Where(e => e.Spec.Trigger == ExecutionTrigger.Event).ToList();
            if (limit.IsCancellationRequested || runs.All(e => e.Status?.CompletionTime is not null))
            {
                return runs;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    private static string TagOf(int n) => $"v{n}";
}
