namespace Transship.Operator.Telemetry;

/// <summary>
/// Exports traces and metrics over OTLP where the standard variables of OpenTelemetry name a receiver (OTEL_EXPORTER_OTLP_ENDPOINT and its
/// companions). Where they do not, nothing of it is loaded.
/// </summary>
internal static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Disabled = "OTEL_SDK_DISABLED";

    /// <summary>Whether traces are exported, as variables say.</summary>
    public static bool HasTraces(Func<string, string?> variable) => Has(variable, "TRACES");

    /// <summary>Whether metrics are exported, as variables say.</summary>
    public static bool HasMetrics(Func<string, string?> variable) => Has(variable, "METRICS");

    /// <summary>Begins to export; dispose it to send what is left. Null when there is no receiver.</summary>
    /// <param name="service">What this process calls itself, where OTEL_SERVICE_NAME does not say it.</param>
    /// <param name="instance">What tells it from others of the same service.</param>
    public static IDisposable? Start(string service, string instance) =>
        HasTraces(Environment.GetEnvironmentVariable) || HasMetrics(Environment.GetEnvironmentVariable) ? OtlpProviders.Start(service, instance) : null;

    private static bool Has(Func<string, string?> variable, string signal) =>
        !string.Equals(variable(Disabled), "true", StringComparison.OrdinalIgnoreCase)
        && variable($"OTEL_{signal}_EXPORTER") is null or "" or "otlp"
        && !(string.IsNullOrEmpty(variable(Endpoint)) && string.IsNullOrEmpty(variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")));
}
