using System.Text.Json.Nodes;
using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Rules;
using Transship.Replication.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Events;

namespace Transship.Operator.Executions;

/// <summary>The executions of a rule: starts, stops and forgets them.</summary>
internal sealed class RuleExecutions(IKubernetesClient client, IEntityCache<ReplicationExecution> cache, IEventRecorder events)
{
    /// <summary>The index that files executions under <c>namespace/rule</c>.</summary>
    public const string ByRule = "rule";

    /// <summary>Told of each ended execution just before history limits remove it: whoever looks at the cache now and then may never see it there.</summary>
    public Action<ReplicationExecution>? Expiring { get; set; }

    /// <summary>All executions that name a rule.</summary>
    public IReadOnlyCollection<ReplicationExecution> Of(ReplicationRule rule) =>
        cache.ByIndex(ByRule, $"{rule.Metadata.Namespace}/{rule.Metadata.Name}");

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyCollection<ReplicationExecution> ActiveOf(ReplicationRule rule) => [.. Of(rule).Where(e => !e.HasEnded())];

    /// <summary>Those that have begun and not ended.</summary>
    public IReadOnlyCollection<ReplicationExecution> StartedOf(ReplicationRule rule) => [.. ActiveOf(rule).Where(e => e.HasStarted())];

    /// <summary>The name of an execution that this process starts; a rule that was deleted and made again gives others.</summary>
    public static string NameOf(ReplicationRule rule, string suffix) =>
        ChildNames.Execution(rule.Metadata.Name!, $"{suffix}-{RuleSummary.Fingerprint(rule.Metadata.Uid!)}");

    /// <summary>An execution of a rule, not stored yet.</summary>
    public static ReplicationExecution Make(ReplicationRule rule, ExecutionTrigger trigger, string suffix) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = NameOf(rule, suffix),
            Namespace = rule.Metadata.Namespace,
            Labels = new Dictionary<string, string> { [TransshipApi.RuleLabel] = ChildNames.LabelValue(rule.Metadata.Name!) },
            OwnerReferences = [V1OwnerReference.ControllerOf(rule)],
        },
        Spec = new ReplicationExecutionSpec { RuleRef = new LocalReference { Name = rule.Metadata.Name! }, Trigger = trigger },
    };

    /// <summary>Creates an execution that nobody asked for, under a name that is the same each time, so that a repetition starts nothing twice (W7).</summary>
    public Task StartAsync(ReplicationRule rule, ExecutionTrigger trigger, string suffix, CancellationToken cancellationToken) =>
        StartAsync(rule, trigger, suffix, null, cancellationToken);

    /// <summary>Creates an execution that somebody asked for, under a name that is the same each time.</summary>
    public async Task StartAsync(ReplicationRule rule, ExecutionTrigger trigger, string suffix, string? requestedBy, CancellationToken cancellationToken)
    {
        var execution = Make(rule, trigger, suffix);
        if (requestedBy is not null)
        {
            execution = execution with { Metadata = execution.Metadata with { Annotations = new Dictionary<string, string> { [TransshipApi.RequestedByAnnotation] = requestedBy } } };
        }

        try
        {
            await CreateAsync(rule, execution, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            // W7: an earlier attempt created it and could not write that down.
        }
    }

    /// <summary>Stores a new execution and tells of it.</summary>
    /// <exception cref="KubernetesException">It is there already, or the server refuses.</exception>
    public async Task CreateAsync(ReplicationRule rule, ReplicationExecution execution, CancellationToken cancellationToken)
    {
        await client.CreateAsync(execution, cancellationToken);
        events.Publish(rule, EventType.Normal, "ExecutionCreated", "StartExecution", $"Execution '{execution.Metadata.Name}' was created (trigger {execution.Spec.Trigger}).");
    }

    /// <summary>Asks executions to stop.</summary>
    public async Task StopAsync(IEnumerable<ReplicationExecution> executions, CancellationToken cancellationToken)
    {
        foreach (var execution in executions.Where(e => !e.Spec.Stop))
        {
            var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }) with { FieldManager = FieldManagers.Stop };
            await IgnoringGoneAsync(() => client.PatchAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, patch, cancellationToken));
        }
    }

    /// <summary>Deletes the ended executions that the rule's limits leave no place for.</summary>
    public async Task TrimHistoryAsync(ReplicationRule rule, CancellationToken cancellationToken)
    {
        foreach (var execution in HistoryLimits.Expired(Of(rule), rule.Spec.HistoryLimits))
        {
            Expiring?.Invoke(execution);
            var options = new DeleteOptions { Uid = execution.Metadata.Uid, Propagation = DeletePropagation.Background };
            await client.DeleteAsync<ReplicationExecution>(execution.Metadata.Name!, execution.Metadata.Namespace, options, cancellationToken);
        }
    }

    private static async Task IgnoringGoneAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // What is gone needs no change.
        }
    }
}
