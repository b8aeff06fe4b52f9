using System.Diagnostics.Metrics;
using Transship.Api.Executions;

namespace Transship.Operator.Executions;

/// <summary>Counts how runs ended. Dry runs replicate nothing and are not counted.</summary>
internal static class ExecutionMetrics
{
    private static readonly Meter Meter = new("Transship.Operator");
    private static readonly Counter<long> Executions = Meter.CreateCounter<long>(
        "transship_executions_total", description: "Runs that ended, by rule and outcome.");
    private static readonly Counter<long> Artifacts = Meter.CreateCounter<long>(
        "transship_artifacts_total", description: "Artifacts of runs that ended, by rule and result; once for each destination.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "transship_execution_duration_seconds", "s", "How long runs took, by outcome.", null, Buckets(1, 5, 15, 60, 300, 900, 3600, 14400, 86400));
    private static readonly Histogram<double> EventToCopied = Meter.CreateHistogram(
        "transship_event_to_copied_seconds", "s", "From the first event of a registry to the end of the run that followed it.", null, Buckets(1, 2, 5, 10, 30, 60, 120, 300, 900, 3600));

    /// <summary>A run ended.</summary>
    public static void Ended(ReplicationExecution execution)
    {
        if (execution.Spec.DryRun || execution.Status is not { Phase: { } phase } status)
        {
            return;
        }

        KeyValuePair<string, object?> ns = new("namespace", execution.Metadata.Namespace), rule = new("rule", execution.Spec.RuleRef.Name);
        var outcome = Outcome(phase);
        Executions.Add(1, ns, rule, new("outcome", outcome));
        Count("copied", status.Counts?.Succeeded);
        Count("up_to_date", status.Counts?.UpToDate);
        Count("removed", status.Counts?.Deleted);
        Count("refused", status.Counts?.Refused);
        Count("failed", status.Counts?.Failed);
        Count("stopped", status.Counts?.Stopped);
        if (status.CompletionTime - status.StartTime is { } took)
        {
            Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }

        if (execution.Spec.Trigger == ExecutionTrigger.Event && phase == ExecutionPhase.Succeeded && status.CompletionTime - execution.Metadata.CreationTimestamp is { } latency)
        {
            EventToCopied.Record(latency.TotalSeconds);
        }

        void Count(string result, long? artifacts) => Artifacts.Add(artifacts ?? 0, ns, rule, new("result", result));
    }

    /// <summary>How a label calls an outcome.</summary>
    public static string Outcome(ExecutionPhase phase) => phase switch
    {
        ExecutionPhase.Succeeded => "succeeded",
        ExecutionPhase.Stopped => "stopped",
        _ => "failed",
    };

    private static InstrumentAdvice<double> Buckets(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
