using System.Diagnostics.Metrics;
using Transship.Api.Executions;
using Transship.Api.Tasks;
using Transship.Operator.Executions;

namespace Transship.Operator.Tasks;

/// <summary>Counts how tasks ended, and the bytes that they moved.</summary>
internal static class TaskMetrics
{
    private static readonly Meter Meter = new("Transship.Operator");
    private static readonly Counter<long> Tasks = Meter.CreateCounter<long>(
        "transship_tasks_total", description: "Tasks that ended, by outcome.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "transship_task_retries_total", description: "Attempts at tasks that failed and are made again.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "transship_bytes_total", "By", "Bytes of blobs that moved, by endpoint; direction in was read from it, out was written to it.");

    /// <summary>Makes the counters visible before anything happens: a rate needs a first value.</summary>
    public static void Begin()
    {
        Retries.Add(0);
        foreach (var phase in (ExecutionPhase[])[ExecutionPhase.Succeeded, ExecutionPhase.Failed, ExecutionPhase.Stopped])
        {
            Tasks.Add(0, new KeyValuePair<string, object?>("outcome", ExecutionMetrics.Outcome(phase)));
        }
    }

    /// <summary>A task ended.</summary>
    public static void Ended(ExecutionPhase phase) => Tasks.Add(1, new KeyValuePair<string, object?>("outcome", ExecutionMetrics.Outcome(phase)));

    /// <summary>An attempt failed, and another one follows.</summary>
    public static void Retried() => Retries.Add(1);

    /// <summary>Bytes went from a task's source to its destination.</summary>
    public static void Moved(ReplicationTask task, long bytes)
    {
        KeyValuePair<string, object?> ns = new("namespace", task.Metadata.Namespace);
        Bytes.Add(bytes, ns, new("endpoint", task.Spec.Source.EndpointRef.Name), new("direction", "in"));
        Bytes.Add(bytes, ns, new("endpoint", task.Spec.Destination.EndpointRef.Name), new("direction", "out"));
    }
}
