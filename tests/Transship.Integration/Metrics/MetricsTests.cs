using Transship.Integration.Clusters;
using Transship.Integration.Replication;

namespace Transship.Integration.Metrics;

/// <summary>What Prometheus sees of a running operator.</summary>
public sealed class MetricsTests(EmbeddedClusterFixture cluster) : IClassFixture<EmbeddedClusterFixture>
{
    private static readonly string[] Expected =
    [
        "controller_runtime_reconcile_total{controller=\"endpoint\",result=\"success\"} ",
        "controller_runtime_reconcile_time_seconds_bucket{controller=\"endpoint\",le=\"+Inf\"} ",
        "controller_runtime_max_concurrent_reconciles{controller=\"endpoint\"} 8",
        "workqueue_depth{controller=\"endpoint\",name=\"endpoint\"} ",
        "workqueue_adds_total{controller=\"endpoint\",name=\"endpoint\"} ",
        "rest_client_requests_total{code=\"200\",host=\"",
        "leader_election_master_status{name=\"",
    ];

    [Fact]
    public async Task Metrics_OfARunningOperator_HaveTheNamesOfControllerRuntime()
    {
        var ns = await cluster.CreateNamespaceAsync();
        await using var running = OperatorProcess.Start(cluster, ns, "--leader-elect");
        await cluster.Kubectl.ApplyAsync(Scene.EndpointManifest("nowhere", new Uri("http://127.0.0.1:1")), ns);
        await cluster.Kubectl.WaitAsync("endpoint.transship.io/nowhere", "condition=Ready=False", ns, Scene.Patience);

        using var http = new HttpClient { BaseAddress = await running.Health };
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.All(Expected, series => Assert.Contains(lines, line => line.StartsWith(series, StringComparison.Ordinal)));
    }
}
