using Moq;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Models;
using Transship.Operator.Executions;
using Transship.Operator.Metrics;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Caching;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Metrics;

public sealed class ResourceMetricsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Scrape_Endpoints_TellsUpAndLatencyOfThoseThatWereTested()
    {
        var lines = Scrape(endpoints: [Tested("fine", ConditionStatus.True, "12ms"), Tested("away", ConditionStatus.False, null), Sample.Endpoint("new", "http://h")]);

        Assert.Contains("transship_endpoint_up{endpoint=\"fine\",namespace=\"default\"} 1", lines);
        Assert.Contains("transship_endpoint_up{endpoint=\"away\",namespace=\"default\"} 0", lines);
        Assert.Contains("transship_endpoint_latency_seconds{endpoint=\"fine\",namespace=\"default\"} 0.012", lines);
        Assert.DoesNotContain(lines, line => line.Contains("endpoint=\"new\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Scrape_Schedules_TellsHowLateTheyAre()
    {
        var now = _time.GetUtcNow();
        var lines = Scrape(rules: [Scheduled("late", now.AddSeconds(-90)), Scheduled("early", now.AddHours(1)), Sample.Rule("without-schedule")]);

        Assert.Contains("transship_rule_schedule_lag_seconds{namespace=\"default\",rule=\"late\"} 90", lines);
        Assert.Contains("transship_rule_schedule_lag_seconds{namespace=\"default\",rule=\"early\"} 0", lines);
        Assert.DoesNotContain(lines, line => line.Contains("without-schedule", StringComparison.Ordinal));
    }

    [Fact]
    public void Scrape_Runs_TheNewestThatEndedSaysWhetherTheRuleFails()
    {
        var lines = Scrape(executions:
        [
            Ended("a1", "recovered", ExecutionPhase.Failed, minute: 1), Ended("a2", "recovered", ExecutionPhase.Succeeded, minute: 2),
            Ended("b1", "broken", ExecutionPhase.Succeeded, minute: 1), Ended("b2", "broken", ExecutionPhase.Failed, minute: 2), Sample.Execution("b3", "broken"),
            Sample.Execution("c1", "never-ran"),
        ]);

        Assert.Contains("transship_rule_failing{namespace=\"default\",rule=\"recovered\"} 0", lines);
        Assert.Contains("transship_rule_failing{namespace=\"default\",rule=\"broken\"} 1", lines);
        Assert.DoesNotContain(lines, line => line.Contains("never-ran", StringComparison.Ordinal));
        Assert.Contains("transship_executions_active{phase=\"pending\"} 2", lines);
        Assert.Contains("transship_executions_active{phase=\"in_progress\"} 0", lines);
    }

    [Fact]
    public void Ended_ExecutionOfAnEvent_CountsOutcomeArtifactsAndLatency()
    {
        using var registry = new MetricsRegistry();
        var start = _time.GetUtcNow();
        var execution = Ended("e1", "counted", ExecutionPhase.Succeeded, minute: 0);
        execution = execution with
        {
            Metadata = execution.Metadata with { CreationTimestamp = start },
            Spec = execution.Spec with { Trigger = ExecutionTrigger.Event },
            Status = execution.Status! with { StartTime = start.AddSeconds(1), CompletionTime = start.AddSeconds(4), Counts = new ArtifactCounts { Total = 7, Succeeded = 2, UpToDate = 1, Deleted = 4 } },
        };

        ExecutionMetrics.Ended(execution);
        ExecutionMetrics.Ended(execution with { Spec = execution.Spec with { DryRun = true } });

        var lines = registry.Scrape().Split('\n');
        Assert.Contains("transship_executions_total{namespace=\"default\",outcome=\"succeeded\",rule=\"counted\"} 1", lines);
        Assert.Contains("transship_artifacts_total{namespace=\"default\",result=\"copied\",rule=\"counted\"} 2", lines);
        Assert.Contains("transship_artifacts_total{namespace=\"default\",result=\"up_to_date\",rule=\"counted\"} 1", lines);
        Assert.Contains("transship_artifacts_total{namespace=\"default\",result=\"removed\",rule=\"counted\"} 4", lines);
        Assert.Contains(lines, line => line.StartsWith("transship_event_to_copied_seconds_bucket{le=\"5\"} ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
    }

    private string[] Scrape(Endpoint[]? endpoints = null, ReplicationRule[]? rules = null, ReplicationExecution[]? executions = null)
    {
        using var registry = new MetricsRegistry();
        using var metrics = new ResourceMetrics(Cache(endpoints), Cache(rules), Cache(executions), Cache<ReplicationTask>(null), _time);
        return registry.Scrape().Split('\n');
    }

    private static IEntityCache<T> Cache<T>(T[]? entities)
        where T : class, IKubernetesObject => Mock.Of<IEntityCache<T>>(cache => cache.List(null) == (entities ?? Array.Empty<T>()));

    private static Endpoint Tested(string name, ConditionStatus status, string? latency) => Sample.Endpoint(name, "http://h") with
    {
        Status = new EndpointStatus { Latency = latency, Conditions = [new V1Condition { Type = ConditionTypes.Ready, Status = status, Reason = "Tested", Message = "Tested.", LastTransitionTime = DateTimeOffset.UnixEpoch }] },
    };

    private static ReplicationRule Scheduled(string name, DateTimeOffset next) => Sample.Rule(name) with { Status = new ReplicationRuleStatus { NextScheduleTime = next } };

    private ReplicationExecution Ended(string name, string rule, ExecutionPhase phase, int minute) => Sample.Execution(name, rule) with
    {
        Status = new ReplicationExecutionStatus { Phase = phase, CompletionTime = _time.GetUtcNow().AddMinutes(minute) },
    };
}
