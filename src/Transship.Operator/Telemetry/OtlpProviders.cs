using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Transship.Operator.Telemetry;

/// <summary>The exporters of OpenTelemetry, which read their own variables: receiver, protocol, headers, sampler, intervals.</summary>
internal sealed class OtlpProviders : IDisposable
{
    private const string Ours = "Transship.*";

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private OtlpProviders(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Begins to export what variables ask for.</summary>
    public static OtlpProviders Start(string service, string instance)
    {
        var version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3);

        // What variables say comes last and wins.
        var resource = ResourceBuilder.CreateEmpty().AddTelemetrySdk()
            .AddService(service, serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: instance).AddEnvironmentVariableDetector();
        return new OtlpProviders(
            OtlpExport.HasTraces(Environment.GetEnvironmentVariable) ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Ours).AddOtlpExporter().Build() : null,
            OtlpExport.HasMetrics(Environment.GetEnvironmentVariable) ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Ours).AddOtlpExporter().Build() : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RunTraces.EndAll();
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
