using Transship.Api;
using Transship.Api.Executions;
using Transship.Kubernetes.Models;
using Transship.Operator.Telemetry;

namespace Transship.Operator.Tests.Telemetry;

public sealed class OtlpExportTests
{
    private static readonly ReplicationExecution Execution = new()
    {
        Metadata = new V1ObjectMeta { Name = "run", Namespace = "default", Uid = "0" },
        Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = "rule" } },
    };

    [Theory]
    [InlineData("", false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4317", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_METRICS_EXPORTER=none", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=otlp", false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317 OTEL_SDK_DISABLED=true", false, false)]
    public void Has_Variables_FollowsOpenTelemetry(string variables, bool traces, bool metrics)
    {
        var set = Variables(variables);

        Assert.Equal(traces, OtlpExport.HasTraces(name => set.GetValueOrDefault(name)));
        Assert.Equal(metrics, OtlpExport.HasMetrics(name => set.GetValueOrDefault(name)));
    }

    [Fact]
    public void Worker_OperatorThatExports_GetsItsVariablesWithoutKeysAndName()
    {
        var variables = Variables("HOME=/tmp OTEL_SERVICE_NAME=mine OTEL_EXPORTER_OTLP_HEADERS=api-key=secret OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318");

        Assert.Equal(
            ["OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"],
            WorkerTelemetry.Of(Execution, variables).Select(variable => $"{variable.Name}={variable.Value}"));
    }

    [Fact]
    public void Worker_OperatorThatExportsNothing_GetsNothing() => Assert.Empty(WorkerTelemetry.Of(Execution, Variables("OTEL_EXPORTER_OTLP_PROTOCOL=grpc")));

    private static Dictionary<string, string> Variables(string variables) =>
        variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
}
