using System.Text.Json;
using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Rules;

public sealed class ReplicationRuleControllerTests : IAsyncLifetime
{
    private readonly Bench _bench = Bench.Create();

    public async Task InitializeAsync()
    {
        foreach (var name in (string[])["source", "destination"])
        {
            await _bench.SeedAsync(Sample.Endpoint(name, $"https://{name}") with
            {
                Status = new EndpointStatus { Conditions = Verdict.Good("fine").Over(ConditionTypes.Ready, null, 1, _bench.Time.GetUtcNow()) },
            });
        }

        _bench.Cluster.Add(Sample.Rule());
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Reconcile_FirstEnabled_RunsEverythingOnce()
    {
        await ReconcileAsync();
        await ReconcileAsync();

        var execution = Assert.Single(Executions);
        Assert.StartsWith("nightly-initial-", execution.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal((ExecutionTrigger.Initial, "nightly"), (execution.Spec.Trigger, execution.Metadata.Labels![TransshipApi.RuleLabel]));
        Assert.Equal(Rule.Metadata.Uid, Assert.Single(execution.Metadata.OwnerReferences!).Uid);
        Assert.True(Rule.Status!.InitialRunStarted);
        Assert.True(Rule.Status.Conditions.IsTrue(ConditionTypes.Ready));
        Assert.Equal([execution.Metadata.Name!], Rule.Status.Active);
        Assert.Single(_bench.Events.All, text => text.StartsWith("Normal ExecutionCreated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W7_ProcessEndsBetweenTheRunAndTheStatus_RunsOnce()
    {
        _bench.Cluster.Before = (request, _) => request.Patch?.Subresource == "status" ? throw Failures.Unreachable() : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(ReconcileAsync);
        _bench.Cluster.Before = null;
        Assert.Null(Rule.Status);

        await ReconcileAsync();

        Assert.Single(Executions);
        Assert.True(Rule.Status!.InitialRunStarted);
    }

    [Fact]
    public async Task Reconcile_RuleDeletedAndMadeAgain_RunsAgain()
    {
        await ReconcileAsync();
        _bench.Cluster.Remove<ReplicationRule>("nightly");
        _bench.Cluster.Add(Sample.Rule());
        await ReconcileAsync();
        Assert.Equal(2, Executions.Count);
    }

    [Fact]
    public async Task Reconcile_EndpointIsNotReady_RunsWhenItIs()
    {
        await _bench.Cluster.PatchAsync<Endpoint>("source", "default", Patch.ApplyStatus(
            Sample.Endpoint("source", "https://source") with { Status = new EndpointStatus { Conditions = Verdict.Retrying("Timeout", "slow").Over(ConditionTypes.Ready, null, 1, _bench.Time.GetUtcNow()) } }, "seed"), CancellationToken.None);
        await ReconcileAsync();
        Assert.Empty(Executions);
        Assert.Equal(ConditionReasons.EndpointNotReady, Rule.Status!.Conditions.Find(ConditionTypes.Ready)!.Reason);
        Assert.Null(Rule.Status.InitialRunStarted);

        await _bench.Cluster.PatchAsync<Endpoint>("source", "default", Patch.ApplyStatus(
            Sample.Endpoint("source", "https://source") with { Status = new EndpointStatus { Conditions = Verdict.Good("fine").Over(ConditionTypes.Ready, null, 1, _bench.Time.GetUtcNow()) } }, "seed"), CancellationToken.None);
        await ReconcileAsync();
        Assert.Single(Executions);
    }

    [Fact]
    public async Task Reconcile_RunNow_RunsOnceForEachValue()
    {
        await ReconcileAsync();
        await RunNowAsync("1");
        await RunNowAsync("1");
        Assert.Single(Executions, execution => execution.Spec.Trigger == ExecutionTrigger.Manual);
        await RunNowAsync("2");
        Assert.Equal(2, Executions.Count(execution => execution.Spec.Trigger == ExecutionTrigger.Manual));
        await RunNowAsync("1");
        Assert.Equal(3, Executions.Count(execution => execution.Spec.Trigger == ExecutionTrigger.Manual));
        await RunNowAsync("");
        Assert.Equal(4, Executions.Count);
    }

    [Fact]
    public async Task Reconcile_EventsOfASourceThatTakesNone_SaysSoAndRunsAllTheSame()
    {
        Change(spec => spec with { Trigger = new RuleTrigger { Events = new RuleEvents() } });
        await ReconcileAsync();
        await ReconcileAsync();

        var told = Rule.Status!.Conditions.Find(ConditionTypes.EventsReady)!;
        Assert.Equal((ConditionStatus.False, ConditionReasons.EventsOff), (told.Status, told.Reason));
        Assert.Contains("endpoint 'source', which takes none: set its spec.events", told.Message, StringComparison.Ordinal);
        Assert.Single(_bench.Events.All, text => text.StartsWith("Warning EventsOff: spec.trigger.events waits", StringComparison.Ordinal));
        Assert.True(Rule.Status.Conditions.IsTrue(ConditionTypes.Ready));
        Assert.Single(Executions);

        var source = _bench.Stored<Endpoint>("source");
        _bench.Cluster.Change<Endpoint>("source", _ => source with { Spec = source.Spec with { Events = new EndpointEvents { SecretRef = new LocalReference { Name = "token" } } } });
        await ReconcileAsync();
        Assert.True(Rule.Status.Conditions.IsTrue(ConditionTypes.EventsReady));

        Change(spec => spec with { Trigger = null });
        await ReconcileAsync();
        Assert.Null(Rule.Status.Conditions.Find(ConditionTypes.EventsReady));
    }

    [Fact]
    public async Task Reconcile_SwitchedOnAndOff_IsAuditedOnceEach()
    {
        await ReconcileAsync();
        await ReconcileAsync();
        Change(spec => spec with { Enabled = false });
        await ReconcileAsync();
        await ReconcileAsync();
        Change(spec => spec with { Enabled = true });
        await ReconcileAsync();

        Assert.Equal(["RuleCreated", "SwitchedOff", "SwitchedOn"], Audited);
    }

    [Fact]
    public async Task Reconcile_InvalidRuleIsSwitchedOff_IsAuditedOnceAndSaysWhatIsWrong()
    {
        Change(spec => spec with { Filters = [new RuleFilter { Type = FilterType.Name, Value = "team/[" }] });
        await ReconcileAsync();
        Change(spec => spec with { Enabled = false });
        await ReconcileAsync();
        await ReconcileAsync();
        await ReconcileAsync();

        Assert.Equal(["RuleCreated", "SwitchedOff"], Audited);
        Assert.Equal(ConditionReasons.Disabled, Ready.Reason);
        Assert.Contains("spec.filters[0]", Ready.Message, StringComparison.Ordinal);

        Change(spec => spec with { Enabled = true });
        await ReconcileAsync();
        Assert.Equal(["RuleCreated", "SwitchedOff", "SwitchedOn"], Audited);
        Assert.Equal(ConditionReasons.InvalidFilter, Ready.Reason);
    }

    [Fact]
    public async Task Reconcile_RunNow_TheRunSaysWhoAskedForIt()
    {
        await ReconcileAsync();
        _bench.Cluster.Change<ReplicationRule>("nightly", rule => rule with
        {
            Metadata = rule.Metadata with { ManagedFields = JsonDocument.Parse("""[{"manager":"kubectl-annotate","time":"2026-01-01T00:00:00Z","fieldsV1":{"f:metadata":{"f:annotations":{"f:transship.io/run-now":{}}}}}]""").RootElement },
        });
        await RunNowAsync("1");

        var run = Executions.Single(execution => execution.Spec.Trigger == ExecutionTrigger.Manual);
        Assert.Equal("a user of kubectl-annotate", run.Metadata.Annotations![TransshipApi.RequestedByAnnotation]);
    }

    [Fact]
    public async Task Reconcile_SwitchedOff_StopsItsRunsAndStartsNone()
    {
        await ReconcileAsync();
        _bench.Cluster.Add(Sample.Execution("mine"));
        _bench.Cluster.Add(Sample.Execution("of-another", "weekly"));
        Change(spec => spec with { Enabled = false });
        await RunNowAsync("1");

        Assert.Equal(["mine", Executions.Single(e => e.Spec.Trigger == ExecutionTrigger.Initial).Metadata.Name!], Executions.Where(e => e.Spec.Stop).Select(e => e.Metadata.Name!));
        Assert.Equal(3, Executions.Count);
        Assert.Equal((ConditionStatus.False, ConditionReasons.Disabled), (Ready.Status, Ready.Reason));

        Change(spec => spec with { Enabled = true });
        await ReconcileAsync();
        Assert.DoesNotContain(Executions.Skip(3), execution => execution.Spec.Trigger == ExecutionTrigger.Initial);
    }

    [Fact]
    public async Task Reconcile_BadPattern_IsStalledAndRunsNothing()
    {
        Change(spec => spec with { Filters = [new RuleFilter { Type = FilterType.Name, Value = "a{b" }] });
        var result = await ReconcileAsync();

        Assert.True(result);
        Assert.Empty(Executions);
        Assert.Equal(ConditionReasons.InvalidFilter, Ready.Reason);
        Assert.True(Rule.Status!.Conditions.IsTrue(ConditionTypes.Stalled));
        Assert.Single(_bench.Events.All, text => text.StartsWith("Warning InvalidFilter", StringComparison.Ordinal));
        await ReconcileAsync();
        Assert.Single(_bench.Events.All, text => text.StartsWith("Warning ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_LongName_StillMakesGoodLabels()
    {
        var name = new string('n', 100);
        _bench.Cluster.Add(Sample.Rule(name));
        await _bench.RuleController.ReconcileAsync(_bench.Stored<ReplicationRule>(name), CancellationToken.None);
        var metadata = Assert.Single(Executions).Metadata;
        Assert.InRange(metadata.Name!.Length, 1, 63);
        Assert.InRange(metadata.Labels![TransshipApi.RuleLabel].Length, 1, 63);
    }

    [Fact]
    public async Task W9_History_BeyondTheLimits_IsDeletedByUid()
    {
        Change(spec => spec with { HistoryLimits = new RuleHistoryLimits { Successful = 1, Failed = 0 } });
        for (var i = 0; i < 3; i++)
        {
            await _bench.SeedAsync(Sample.Execution($"good-{i}") with
            {
                Status = new ReplicationExecutionStatus { Phase = ExecutionPhase.Succeeded, CompletionTime = _bench.Time.GetUtcNow().AddSeconds(i) },
            });
        }

        await _bench.SeedAsync(Sample.Execution("bad") with { Status = new ReplicationExecutionStatus { Phase = ExecutionPhase.Failed, CompletionTime = _bench.Time.GetUtcNow() } });
        await ReconcileAsync();

        Assert.Equal(["good-2"], Executions.Where(e => e.Spec.Trigger == ExecutionTrigger.Manual).Select(e => e.Metadata.Name!));
        Assert.All(_bench.Cluster.Requests.Where(request => request.Verb == "delete"), request => Assert.NotNull(request.Delete!.Uid));
    }

    [Fact]
    public async Task Q10_Reconcile_NothingChanged_WritesNothing()
    {
        await ReconcileAsync();
        await ReconcileAsync();
        var writes = _bench.Cluster.Writes.Count();
        await ReconcileAsync();
        Assert.Equal(writes, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Finalize_RunsGoOn_StopsThemThenLetsGo()
    {
        await _bench.SeedAsync(Sample.Started("run"));
        _bench.Cluster.Add(Sample.Execution("waiting"));
        var first = await _bench.Finalizer.FinalizeAsync(Rule, CancellationToken.None);
        Assert.False(first.IsSuccess);
        Assert.True(first.IsWaiting);
        Assert.Contains("run", first.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(["run"], Executions.Where(e => e.Spec.Stop).Select(e => e.Metadata.Name!));

        var run = _bench.Stored<ReplicationExecution>("run");
        await _bench.Cluster.PatchAsync<ReplicationExecution>("run", "default", Patch.ApplyStatus(run with { Status = run.Status! with { Phase = ExecutionPhase.Stopped } }, "seed"), CancellationToken.None);
        Assert.True((await _bench.Finalizer.FinalizeAsync(Rule, CancellationToken.None)).IsSuccess);
    }

    [Fact]
    public async Task Finalize_RunIsGoneMeanwhile_IsNoError()
    {
        await _bench.SeedAsync(Sample.Started("run"));
        _bench.Executions.Freeze();
        _bench.Cluster.Remove<ReplicationExecution>("run");
        Assert.False((await _bench.Finalizer.FinalizeAsync(Rule, CancellationToken.None)).IsSuccess);
        _bench.Executions.Thaw();
        Assert.True((await _bench.Finalizer.FinalizeAsync(Rule, CancellationToken.None)).IsSuccess);
    }

    private ReplicationRule Rule => _bench.Stored<ReplicationRule>("nightly");

    private IEnumerable<string> Audited => _bench.Events.All.Select(text => text.Split(' ', ':')[1]).Where(reason => reason is "RuleCreated" or "SwitchedOn" or "SwitchedOff");

    private V1Condition Ready => Rule.Status!.Conditions.Find(ConditionTypes.Ready)!;

    private IReadOnlyList<ReplicationExecution> Executions => _bench.Cluster.PeekAll<ReplicationExecution>();

    private void Change(Func<ReplicationRuleSpec, ReplicationRuleSpec> change) =>
        _bench.Cluster.Change<ReplicationRule>("nightly", rule => rule with { Spec = change(rule.Spec) });

    private async Task RunNowAsync(string value)
    {
        _bench.Cluster.Change<ReplicationRule>("nightly", rule => rule with
        {
            Metadata = rule.Metadata with { Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [TransshipApi.RunNowAnnotation] = value } },
        });
        await ReconcileAsync();
    }

    private async Task<bool> ReconcileAsync() => (await _bench.ReconcileRuleAsync("nightly")).IsSuccess;
}
