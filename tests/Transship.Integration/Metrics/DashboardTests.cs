using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Transship.Integration.Clusters;
using Transship.Integration.Replication;
using Transship.Kubernetes.Manifests;
using Transship.Testing.Servers;

namespace Transship.Integration.Metrics;

/// <summary>Dashboard and alerts ask for what a run really measures, and Prometheus's own tool finds nothing to complain about.</summary>
public sealed partial class DashboardTests(EmbeddedClusterFixture cluster) : IClassFixture<EmbeddedClusterFixture>
{
    // What this run cannot show: its registries count no pulls, and deliver no events. Unit tests measure both.
    private static readonly string[] OfOtherRuns = ["transship_registry_ratelimit_remaining", "transship_event_to_copied_seconds_bucket"];

    [Fact]
    public async Task Queries_AfterARun_FindTheirMetricsAndLabels()
    {
        var text = await MetricsOfARunAsync();

        var series = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var queries = Queries().ToList();
        Assert.True(queries.Count > 20, $"Only {queries.Count} queries were found.");
        foreach (var query in queries)
        {
            foreach (var metric in Names().Matches(query).Select(match => match.Value).Except(OfOtherRuns))
            {
                var found = series.Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal)).ToList();
                Assert.True(found.Count > 0, $"No series of {metric}, which is asked for by: {query}");
                foreach (var label in Grouping().Matches(query).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)))
                {
                    Assert.True(found.All(line => line.Contains($"{label}=\"", StringComparison.Ordinal)), $"{metric} has no label {label}, by which is grouped: {query}");
                }
            }
        }
    }

    [Fact]
    public async Task Metrics_AfterARun_PromtoolHasNoComplaint()
    {
        var promtool = new Tool(await Tool.LocateAsync("promtool"));

        var verdict = await promtool.TryRunAsync(["check", "metrics"], await MetricsOfARunAsync());

        // Histograms of controller-runtime and labels of its queues are named as its dashboards expect; promtool minds none of our own names.
        Assert.DoesNotContain((verdict.Output + verdict.Error).Split('\n'), line => line.StartsWith("transship_", StringComparison.Ordinal));
        Assert.DoesNotContain("error while", verdict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_Always_PromtoolTakesThem()
    {
        var rules = Path.Combine(Directory.CreateDirectory(Checkout.PathTo("artifacts/prometheus")).FullName, "rules.json");
        await File.WriteAllTextAsync(rules, Alerts().ToJsonString());

        var verdict = await new Tool(await Tool.LocateAsync("promtool")).RunAsync(["check", "rules", rules]);

        Assert.Contains("5 rules found", verdict, StringComparison.Ordinal);
    }

    private async Task<string> MetricsOfARunAsync()
    {
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        await using var running = OperatorProcess.Start(cluster, scene.Namespace, "--leader-elect");
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync("trigger: {schedule: {cron: \"0 3 * * *\"}}");
        await scene.ExecutionAsync(execution => execution["status"]?["phase"]?.GetValue<string>() == "Succeeded", "the run succeeds");
        using var http = new HttpClient { BaseAddress = await running.Health };
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // What is counted, and what the cache shows, follows the status of the run.
            var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            if (text.Contains("\ntransship_executions_total{", StringComparison.Ordinal) && text.Contains("\ntransship_rule_failing{", StringComparison.Ordinal))
            {
                return text;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Scene.Patience, $"The run was not counted:\n{text}\n{running.Log}");
        }
    }

    private static JsonNode Alerts() => ManifestReader.Read(Checkout.PathTo("config/prometheus/alerts.yaml")).Single().Content["spec"]!;

    private static IEnumerable<string> Queries()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Checkout.PathTo("config/prometheus/dashboard.json")))!;
        var panels = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray().Select(target => target!["expr"]!.GetValue<string>()) ?? []);
        return panels.Concat(Alerts()["groups"]![0]!["rules"]!.AsArray().Select(rule => rule!["expr"]!.GetValue<string>()));
    }

    [GeneratedRegex(@"\b(transship|controller_runtime|workqueue|rest_client|leader_election)_[a-z_]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();

    [GeneratedRegex(@"\bby \((?<labels>[a-z_, ]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Grouping();
}
