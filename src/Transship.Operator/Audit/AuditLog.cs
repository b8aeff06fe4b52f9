using Microsoft.Extensions.Logging;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Events;

namespace Transship.Operator.Audit;

/// <summary>Tells of each operation that a user starts or stops, and who it was: an audit line and an Event each.</summary>
internal sealed partial class AuditLog(IKubernetesClient client, IEventRecorder events, ILogger<AuditLog> logger)
{
    /// <summary>Who gave the rule's run-now annotation its value.</summary>
    public Task<string> WhoAskedForARunAsync(ReplicationRule rule, CancellationToken cancellationToken) =>
        WhoAsync(rule, null, ["metadata", "annotations", TransshipApi.RunNowAnnotation], cancellationToken);

    /// <summary>A run began. Those that a schedule or an event started have no user.</summary>
    public async Task StartedAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        if (execution.Spec.Trigger != ExecutionTrigger.Manual)
        {
            return;
        }

        var who = await WhoAsync(execution, TransshipApi.RequestedByAnnotation, ["spec", "ruleRef"], cancellationToken);
        Tell(execution, "StartRequested", "Start", $"This {(execution.Spec.DryRun ? "dry run" : "run")} of rule '{execution.Spec.RuleRef.Name}' was asked for by {who}.", who);
    }

    /// <summary>Somebody asked for the end of a run.</summary>
    public async Task StopRequestedAsync(ReplicationExecution execution, CancellationToken cancellationToken)
    {
        var who = await WhoAsync(execution, TransshipApi.StoppedByAnnotation, ["spec", "stop"], cancellationToken);
        Tell(execution, "StopRequested", "Stop", $"The run of rule '{execution.Spec.RuleRef.Name}' is being stopped, as {who} asked.", who);
    }

    /// <summary>A rule was made.</summary>
    public async Task CreatedAsync(ReplicationRule rule, CancellationToken cancellationToken)
    {
        var who = await WhoAsync(rule, null, ["spec", "source"], cancellationToken);
        Tell(rule, "RuleCreated", "Create", $"The rule was created by {who}{(rule.Spec.Enabled ? "" : ", switched off")}.", who);
    }

    /// <summary>A rule was switched on.</summary>
    public async Task SwitchedOnAsync(ReplicationRule rule, CancellationToken cancellationToken)
    {
        var who = await WhoAsync(rule, null, ["spec", "enabled"], cancellationToken);
        Tell(rule, "SwitchedOn", "Start", $"The rule was switched on by {who}.", who);
    }

    /// <summary>A rule was switched off; what runs is stopped.</summary>
    public async Task SwitchedOffAsync(ReplicationRule rule, CancellationToken cancellationToken)
    {
        var who = await WhoAsync(rule, null, ["spec", "enabled"], cancellationToken);
        Tell(rule, "SwitchedOff", "Stop", $"The rule was switched off by {who}; what runs is stopped.", who);
    }

    /// <summary>A rule was deleted while it runs. Kubernetes does not keep who deletes.</summary>
    public void Deleted(ReplicationRule rule, int runs) =>
        Tell(rule, "DeletionRequested", "Stop", $"The rule was deleted; {runs} runs are stopped first. The API server's audit log knows who did it.", Requester.Unknown);

    private async Task<string> WhoAsync<TEntity>(TEntity entity, string? annotation, string[] field, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject
    {
        try
        {
            return await client.GetAsync<TEntity>(entity.Metadata.Name!, entity.Metadata.Namespace, cancellationToken) is { } stored
                ? Requester.Of(stored.Metadata, annotation, field)
                : Requester.Unknown;
        }
        catch (KubernetesException e)
        {
            Log.CannotTell(logger, NamespacedName.Of(entity), e.Message);
            return Requester.Unknown;
        }
    }

    private void Tell(IKubernetesObject entity, string reason, string action, string message, string who)
    {
        Log.Audit(logger, reason, NamespacedName.Of(entity), who, message);
        events.Publish(entity, EventType.Normal, reason, action, message);
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Information, "Audit: {Operation} of {Object} by {Who}: {Sentence}")]
        public static partial void Audit(ILogger logger, string operation, NamespacedName @object, string who, string sentence);

        [LoggerMessage(6002, LogLevel.Warning, "Who changed {Object} could not be read: {Problem}")]
        public static partial void CannotTell(ILogger logger, NamespacedName @object, string problem);
    }
}
