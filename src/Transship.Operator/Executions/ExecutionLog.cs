using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Conditions;
using Transship.Runtime.Events;

namespace Transship.Operator.Executions;

/// <summary>Tells of the beginning and the end of executions: a log line and an Event each.</summary>
internal sealed partial class ExecutionLog(IEventRecorder events, ILogger<ExecutionLog> logger)
{
    /// <summary>A run began.</summary>
    public void Started(ReplicationExecution execution)
    {
        Log.Started(logger, NamespacedName.Of(execution), execution.Spec.RuleRef.Name, execution.Spec.Trigger);
        events.Publish(execution, EventType.Normal, "Started", "Replicate", $"{(execution.Spec.DryRun ? "Dry run" : "Replication")} of rule '{execution.Spec.RuleRef.Name}' started.");
    }

    /// <summary>A run ended.</summary>
    public void Ended(ReplicationExecution execution)
    {
        var status = execution.Status!;
        var message = status.Conditions.Find(ConditionTypes.Succeeded)?.Message ?? "";
        Log.Ended(logger, NamespacedName.Of(execution), status.Phase, status.Progress, status.Transferred, status.Duration, message);
        var type = status.Phase == ExecutionPhase.Failed ? EventType.Warning : EventType.Normal;
        events.Publish(execution, type, status.Phase.ToString()!, "Replicate", message);
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Execution {Execution} of rule {Rule} started (trigger {Trigger})")]
        public static partial void Started(ILogger logger, NamespacedName execution, string rule, ExecutionTrigger trigger);

        [LoggerMessage(3002, LogLevel.Information, "Execution {Execution} {Phase}: {Progress}, {Transferred} in {Duration}. {Message}")]
        public static partial void Ended(
            ILogger logger, NamespacedName execution, ExecutionPhase? phase, string? progress, string? transferred, string? duration, string message);
    }
}
