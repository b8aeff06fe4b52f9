using System.Diagnostics.Metrics;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Operator.Executions;
using Transship.Runtime.Caching;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Metrics;

/// <summary>What the resources say, read from the caches at each scrape: what is deleted is gone from the metrics too.</summary>
internal sealed class ResourceMetrics : IDisposable
{
    private static readonly ExecutionPhase[] Unfinished = [ExecutionPhase.Pending, ExecutionPhase.InProgress];

    private readonly Meter _meter = new("Transship.Operator");

    public ResourceMetrics(
        IEntityCache<Endpoint> endpoints,
        IEntityCache<ReplicationRule> rules,
        IEntityCache<ReplicationExecution> executions,
        IEntityCache<ReplicationTask> tasks,
        TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "transship_endpoint_up",
            () => Of("endpoint", endpoints.List(), e => e.Status is null ? null : Flag(e.Status.Conditions.IsTrue(ConditionTypes.Ready))),
            description: "1 while the latest test of an endpoint's connection succeeded.");
        _meter.CreateObservableGauge(
            "transship_endpoint_latency_seconds",
            () => Of("endpoint", endpoints.List(), e => GoDuration.TryParse(e.Status?.Latency, out var latency) ? latency.TotalSeconds : null),
            "s",
            "How long the latest test of an endpoint's connection took.");
        _meter.CreateObservableGauge(
            "transship_rule_ready",
            () => Of("rule", rules.List(), r => r.Status is null ? null : Flag(r.Status.Conditions.IsTrue(ConditionTypes.Ready))),
            description: "1 while a rule can run.");
        _meter.CreateObservableGauge(
            "transship_rule_schedule_lag_seconds",
            () => Of("rule", rules.List(), r => Lag(r, time.GetUtcNow())),
            "s",
            "How long the next run of a rule's schedule is overdue; 0 while it is not.");
        _meter.CreateObservableGauge(
            "transship_rule_failing",
            () => Failing(executions.List()),
            description: "1 while the newest run of a rule that ended is one that failed.");
        _meter.CreateObservableGauge(
            "transship_executions_active",
            () => ByPhase(executions.List().Where(e => !e.HasEnded()).Select(e => e.Status?.Phase)),
            description: "Runs that have not ended, by phase.");
        _meter.CreateObservableGauge(
            "transship_tasks_active",
            () => ByPhase(tasks.List().Where(t => !t.HasEnded()).Select(t => t.Status?.Phase)),
            description: "Tasks that have not ended, by phase.");
    }

    public void Dispose() => _meter.Dispose();

    private static double Flag(bool holds) => holds ? 1 : 0;

    private static double? Lag(ReplicationRule rule, DateTimeOffset now) =>
        rule.Status?.NextScheduleTime is { } next ? Math.Max(0, (now - next).TotalSeconds) : null;

    private static IEnumerable<Measurement<double>> Of<TEntity>(string label, IEnumerable<TEntity> entities, Func<TEntity, double?> value)
        where TEntity : class, IKubernetesObject
    {
        foreach (var entity in entities)
        {
            if (value(entity) is { } known)
            {
                yield return new Measurement<double>(known, new("namespace", entity.Metadata.Namespace), new(label, entity.Metadata.Name));
            }
        }
    }

    private static IEnumerable<Measurement<double>> Failing(IEnumerable<ReplicationExecution> executions) => executions
        .Where(e => e.HasEnded() && !e.Spec.DryRun)
        .GroupBy(e => (e.Metadata.Namespace, e.Spec.RuleRef.Name))
        .Select(ofRule => new Measurement<double>(
            Flag(ofRule.MaxBy(e => e.Status!.CompletionTime)!.Status!.Phase == ExecutionPhase.Failed),
            new("namespace", ofRule.Key.Namespace),
            new("rule", ofRule.Key.Name)));

    private static IEnumerable<Measurement<long>> ByPhase(IEnumerable<ExecutionPhase?> phases)
    {
        var counts = phases.CountBy(phase => phase ?? ExecutionPhase.Pending).ToDictionary();
        return Unfinished.Select(phase => new Measurement<long>(
            counts.GetValueOrDefault(phase), new KeyValuePair<string, object?>("phase", phase == ExecutionPhase.Pending ? "pending" : "in_progress")));
    }
}
