using Transship.Integration.Clusters;
using Transship.Integration.Replication;

namespace Transship.Integration.Tracing;

/// <summary>What a receiver of OTLP sees of a run.</summary>
public sealed class OtlpTests(EmbeddedClusterFixture cluster) : IClassFixture<EmbeddedClusterFixture>
{
    [Fact]
    public async Task Export_ARun_IsOneTraceFromExecutionToRequests()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var scene = await Scene.SetAsync(cluster);
        await scene.Source.SeedAsync("oci", "team/app", "1.0");
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        await using var running = OperatorProcess.Start(cluster, scene.Namespace, variables);
        await scene.ApplyEndpointsAsync();
        await scene.ApplyRuleAsync();
        var execution = await scene.ExecutionAsync(e => e["status"]?["phase"]?.GetValue<string>() == "Succeeded", "the run succeeds");
        Assert.Equal(0, await running.StopAsync()); // Its end sends what is left.

        var trace = receiver.Spans.Where(s => s.TraceId == ((string)execution["metadata"]!["uid"]!).Replace("-", "", StringComparison.Ordinal)).ToList();
        var run = Assert.Single(trace, s => s.Name == "execution");
        Assert.Equal("", run.ParentId);
        Assert.Equal("everything", run.Attributes["transship.rule"]);
        Assert.Equal("succeeded", run.Attributes["transship.outcome"]);
        Assert.Equal(run.SpanId, Assert.Single(trace, s => s.Name == "plan").ParentId);
        var task = Assert.Single(trace, s => s.Name == "task");
        Assert.Equal(run.SpanId, task.ParentId);
        var copy = Assert.Single(trace, s => s.Name == "copy");
        Assert.Equal(task.SpanId, copy.ParentId);
        Assert.Equal($"{scene.Destination.Url.Authority}/mirror/team/app", copy.Attributes["transship.destination"]);
        Assert.Contains(trace, s => s.Name == "PUT" && s.ParentId == copy.SpanId && s.Attributes["url.full"] == $"{scene.Destination.Url}v2/mirror/team/app/manifests/1.0");
        Assert.Contains("transship_executions_total", receiver.Metrics, StringComparison.Ordinal);
        Assert.Contains("transship-operator", receiver.Metrics, StringComparison.Ordinal);
    }
}
