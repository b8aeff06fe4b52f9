using Transship.Api;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;

namespace Transship.Operator.Tests.Executions;

public sealed class ExecutionAdmissionTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Decide_RuleCanRun_StartsWithItsSpecification()
    {
        var rule = _bench.Cluster.Add(Sample.Rule());
        _bench.Cluster.Add(Sample.Execution("run"));

        var status = await DecideAsync("run");

        Assert.Equal((ExecutionPhase.InProgress, _bench.Time.GetUtcNow()), (status.Phase, status.StartTime));
        Assert.Equal((rule.Metadata.Uid, 1L, "source"), (status.Rule!.Uid, status.Rule.Generation, status.Rule.Spec.Source.EndpointRef.Name));
        Assert.False(status.Plan!.Complete);
    }

    [Fact]
    public async Task Decide_NoSuchRule_WaitsAndSaysSo()
    {
        _bench.Cluster.Add(Sample.Execution("run", "typo"));

        var status = await DecideAsync("run");

        Assert.Equal(ExecutionPhase.Pending, status.Phase);
        AssertCondition(status, ConditionReasons.RuleNotFound, "'typo' does not exist in namespace 'default'");
        Assert.True(status.Conditions.IsTrue(ConditionTypes.Stalled));

        _bench.Cluster.Add(Sample.Rule("typo"));
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("run")).Phase);
        Assert.Null(_bench.Stored<ReplicationExecution>("run").Status!.Conditions.Find(ConditionTypes.Stalled));
    }

    [Fact]
    public async Task Decide_NotBeforeLiesAhead_WaitsUntilThen()
    {
        _bench.Cluster.Add(Sample.Rule());
        var execution = Sample.Execution("run");
        _bench.Cluster.Add(execution with { Spec = execution.Spec with { NotBefore = _bench.Time.GetUtcNow() + TimeSpan.FromSeconds(5) } });

        var status = await DecideAsync("run");

        Assert.Equal(ExecutionPhase.Pending, status.Phase);
        Assert.Equal(TimeSpan.FromSeconds(5), _bench.Admission.Wait(_bench.Stored<ReplicationExecution>("run")));

        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("run")).Phase);
    }

    [Fact]
    public async Task Decide_EventsJoinAnExecutionThatWaitsForThem_IsWrittenOnceOnly()
    {
        _bench.Cluster.Add(Sample.Rule());
        var execution = Sample.Execution("run");
        _bench.Cluster.Add(execution with { Spec = execution.Spec with { NotBefore = _bench.Time.GetUtcNow() + TimeSpan.FromSeconds(5) } });
        await DecideAsync("run");
        _bench.Cluster.Change<ReplicationExecution>("run", e => e with { Spec = e.Spec with { Resources = [new ExecutionResource { Repository = "team/app", Tag = "v2" }] } });
        var writes = _bench.Cluster.Writes.Count();

        Assert.Equal(ExecutionPhase.Pending, (await DecideAsync("run")).Phase);
        Assert.Equal(writes, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Decide_StoppedBeforeItBegan_IsStopped()
    {
        _bench.Cluster.Add(Sample.Rule());
        var execution = Sample.Execution("run");
        _bench.Cluster.Add(execution with { Spec = execution.Spec with { Stop = true } });

        var status = await DecideAsync("run");

        Assert.Equal(ExecutionPhase.Stopped, status.Phase);
        Assert.Null(status.StartTime);
        Assert.NotNull(status.CompletionTime);
    }

    [Fact]
    public async Task Decide_RuleIsOff_Fails()
    {
        var rule = Sample.Rule();
        _bench.Cluster.Add(rule with { Spec = rule.Spec with { Enabled = false } });
        _bench.Cluster.Add(Sample.Execution("run"));

        var status = await DecideAsync("run");

        Assert.Equal(ExecutionPhase.Failed, status.Phase);
        AssertCondition(status, ConditionReasons.Disabled, "spec.enabled");
    }

    [Fact]
    public async Task Decide_BadPattern_FailsWithTheReason()
    {
        var rule = Sample.Rule();
        _bench.Cluster.Add(rule with { Spec = rule.Spec with { Filters = [new RuleFilter { Type = FilterType.Name, Value = "a{b" }] } });
        _bench.Cluster.Add(Sample.Execution("run"));

        var status = await DecideAsync("run");

        Assert.Equal(ExecutionPhase.Failed, status.Phase);
        AssertCondition(status, ConditionReasons.InvalidFilter, "spec.filters[0].value");
    }

    [Fact]
    public async Task Decide_RuleIsBeingDeleted_Waits()
    {
        var rule = Sample.Rule();
        _bench.Cluster.Add(rule with { Metadata = rule.Metadata with { Finalizers = ["transship.io/stop-runs"] } });
        _bench.Cluster.Remove<ReplicationRule>("nightly");
        _bench.Cluster.Add(Sample.Execution("run"));

        Assert.Equal(ExecutionPhase.Pending, (await DecideAsync("run")).Phase);
    }

    [Fact]
    public async Task Adopt_UserCreatedIt_GetsLabelAndOwnerAndKeepsItsOwn()
    {
        var rule = _bench.Cluster.Add(Sample.Rule());
        var execution = Sample.Execution("run");
        var other = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "mine", Uid = "other" };
        _bench.Cluster.Add(execution with
        {
            Metadata = execution.Metadata with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "a" }, OwnerReferences = [other] },
        });

        await DecideAsync("run");

        var adopted = _bench.Stored<ReplicationExecution>("run").Metadata;
        Assert.Equal(("a", "nightly"), (adopted.Labels!["team"], adopted.Labels[TransshipApi.RuleLabel]));
        Assert.Equal([("other", null), (rule.Metadata.Uid!, true)], adopted.OwnerReferences!.Select(owner => (owner.Uid, owner.Controller)));
    }

    [Fact]
    public async Task F6_SomebodyElseControlsIt_IsOwnedNotControlled()
    {
        _bench.Cluster.Add(Sample.Rule());
        var execution = Sample.Execution("run");
        var workflow = new V1OwnerReference { ApiVersion = "argoproj.io/v1alpha1", Kind = "Workflow", Name = "w", Uid = "other", Controller = true };
        _bench.Cluster.Add(execution with { Metadata = execution.Metadata with { OwnerReferences = [workflow] } });

        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("run")).Phase);
        Assert.Single(_bench.Stored<ReplicationExecution>("run").Metadata.OwnerReferences!, owner => owner.Controller is true);
    }

    [Fact]
    public async Task Adopt_ExecutionIsGone_IsNotMadeAnew()
    {
        var rule = _bench.Cluster.Add(Sample.Rule());
        var execution = _bench.Cluster.Add(Sample.Execution("run"));
        _bench.Cluster.Remove<ReplicationExecution>("run");

        await Assert.ThrowsAsync<KubernetesException>(() => _bench.Admission.DecideAsync(execution, rule, CancellationToken.None));

        Assert.Empty(_bench.Cluster.PeekAll<ReplicationExecution>());
    }

    [Fact]
    public async Task W1_AdoptFromAStaleCache_IsAConflictAndChangesNothing()
    {
        var rule = _bench.Cluster.Add(Sample.Rule());
        var seen = _bench.Cluster.Add(Sample.Execution("run"));
        var owner = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "mine", Uid = "other" };
        _bench.Cluster.Change<ReplicationExecution>("run", now => now with { Metadata = now.Metadata with { OwnerReferences = [owner] } });

        var error = await Assert.ThrowsAsync<KubernetesException>(() => _bench.Admission.DecideAsync(seen, rule, CancellationToken.None));

        Assert.True(error.IsConflict);
        Assert.Equal("other", Assert.Single(_bench.Stored<ReplicationExecution>("run").Metadata.OwnerReferences!).Uid);
    }

    [Fact]
    public async Task Forbid_AnotherGoesOn_WaitsForItsEnd()
    {
        await AddRuleAsync(ConcurrencyPolicy.Forbid, "first", "second");
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("first")).Phase);

        var waiting = await DecideAsync("second");
        Assert.Equal(ExecutionPhase.Pending, waiting.Phase);
        AssertCondition(waiting, ConditionReasons.Pending, "'first'");

        await EndAsync("first");
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("second")).Phase);
    }

    [Fact]
    public async Task Forbid_OlderOneWaitsToo_ItIsFirst()
    {
        await AddRuleAsync(ConcurrencyPolicy.Forbid, "b", "a");
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        _bench.Cluster.Add(Sample.Execution("0-newest"));

        Assert.Equal(ExecutionPhase.Pending, (await DecideAsync("0-newest")).Phase);
        Assert.Equal(ExecutionPhase.Pending, (await DecideAsync("b")).Phase);
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("a")).Phase);
    }

    [Fact]
    public async Task W8_Forbid_CacheDoesNotShowThatTheOtherBegan_WaitsNevertheless()
    {
        await AddRuleAsync(ConcurrencyPolicy.Forbid, "b");
        var stale = _bench.Stored<ReplicationExecution>("b");
        _bench.Executions.Freeze();
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("b")).Phase);

        // "a" comes in the same second, and its name sorts first.
        _bench.Executions.Freeze([_bench.Cluster.Add(Sample.Execution("a")), stale]);

        Assert.Equal(ExecutionPhase.Pending, (await DecideAsync("a")).Phase);
    }

    [Fact]
    public async Task Allow_AnotherGoesOn_BothDo()
    {
        await AddRuleAsync(ConcurrencyPolicy.Allow, "first", "second");
        await DecideAsync("first");
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("second")).Phase);
    }

    [Fact]
    public async Task Replace_AnotherGoesOn_StopsItAndWaits()
    {
        await AddRuleAsync(ConcurrencyPolicy.Replace, "first", "second");
        await DecideAsync("first");

        var waiting = await DecideAsync("second");
        Assert.Equal(ExecutionPhase.Pending, waiting.Phase);
        AssertCondition(waiting, ConditionReasons.Pending, "has stopped");
        Assert.True(_bench.Stored<ReplicationExecution>("first").Spec.Stop);

        await EndAsync("first");
        Assert.Equal(ExecutionPhase.InProgress, (await DecideAsync("second")).Phase);
    }

    private static void AssertCondition(ReplicationExecutionStatus status, string reason, string messagePart)
    {
        var condition = status.Conditions.Find(ConditionTypes.Succeeded)!;
        Assert.Equal(reason, condition.Reason);
        Assert.Contains(messagePart, condition.Message, StringComparison.Ordinal);
    }

    private Task AddRuleAsync(ConcurrencyPolicy policy, params string[] executions)
    {
        var rule = Sample.Rule();
        _bench.Cluster.Add(rule with { Spec = rule.Spec with { ConcurrencyPolicy = policy } });
        Array.ForEach(executions, name => _bench.Cluster.Add(Sample.Execution(name)));
        return Task.CompletedTask;
    }

    private async Task<ReplicationExecutionStatus> DecideAsync(string name)
    {
        var execution = _bench.Executions.Get(new("default", name))!;
        return (await _bench.Admission.DecideAsync(execution, _bench.Rules.Get(new("default", execution.Spec.RuleRef.Name)), CancellationToken.None)).Status!;
    }

    private async Task EndAsync(string name)
    {
        var execution = _bench.Stored<ReplicationExecution>(name);
        await _bench.ExecutionStatuses.WriteAsync(execution, execution with { Status = execution.Status! with { Phase = ExecutionPhase.Stopped } }, CancellationToken.None);
    }
}
