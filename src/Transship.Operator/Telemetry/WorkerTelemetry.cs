using System.Collections;
using Transship.Api.Executions;
using Transship.Kubernetes.Models;

namespace Transship.Operator.Telemetry;

/// <summary>The variables that make the workers of a run export where the operator does, as part of the run's trace.</summary>
internal static class WorkerTelemetry
{
    // Headers carry keys, and the namespaces of runs are not the operator's: a rule gives them to its pods from a Secret there.
    private const string Secret = "_HEADERS";

    /// <summary>The variables; none where the operator exports nothing.</summary>
    public static IReadOnlyList<V1EnvVar> Of(ReplicationExecution execution) => Of(execution, Environment.GetEnvironmentVariables());

    /// <summary>The variables, by those of the operator.</summary>
    internal static IReadOnlyList<V1EnvVar> Of(ReplicationExecution execution, IDictionary variables)
    {
        if (!OtlpExport.HasTraces(name => (string?)variables[name]) && !OtlpExport.HasMetrics(name => (string?)variables[name]))
        {
            return [];
        }

        var own = variables.Keys.Cast<string>()
            .Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal) && !name.EndsWith(Secret, StringComparison.Ordinal) && name != "OTEL_SERVICE_NAME")
            .Order(StringComparer.Ordinal).Select(name => new V1EnvVar { Name = name, Value = (string?)variables[name] });
        return RunTraces.ParentOf(execution) is { } parent ? [.. own, new V1EnvVar { Name = RunTraces.ParentVariable, Value = parent }] : [.. own];
    }
}
