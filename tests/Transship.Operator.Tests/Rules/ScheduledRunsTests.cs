using Transship.Api;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Models;
using Transship.Operator.Conditions;
using Transship.Operator.Rules;
using Transship.Operator.Tests.Harness;
using Transship.Runtime.Conditions;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Rules;

/// <summary>A rule with a tick each hour, looked at from midnight on, the initial run behind it.</summary>
public sealed class ScheduledRunsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Bench _bench = Bench.Create();

    public async Task InitializeAsync()
    {
        foreach (var name in (string[])["source", "destination"])
        {
            await SetEndpointAsync(name, Verdict.Good("fine"), isNew: true);
        }

        var rule = Sample.Rule();
        await _bench.SeedAsync(rule with
        {
            Spec = rule.Spec with { Trigger = new RuleTrigger { Schedule = new RuleSchedule { Cron = "0 * * * *" } } },
            Status = new ReplicationRuleStatus { InitialRunStarted = true },
        });
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Reconcile_NewSchedule_WaitsForItsFirstTick()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), await ReconcileAsync());
        Assert.Empty(Executions);
        Assert.Equal((null, Hour(1)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Fact]
    public async Task Reconcile_TickIsDue_StartsItOnce()
    {
        await ReconcileAsync();
        await AtAsync(60);
        await ReconcileAsync();

        var execution = Assert.Single(Executions);
        Assert.Equal(ExecutionTrigger.Scheduled, execution.Spec.Trigger);
        Assert.StartsWith($"nightly-{Hour(1).ToUnixTimeSeconds()}-", execution.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal((Hour(1), Hour(2)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Fact]
    public async Task Reconcile_RunBeginsAndEndsWithinASecond_WritesTheRuleOnce()
    {
        await ReconcileAsync();
        var before = StatusWrites;
        _bench.Time.Jump(TimeSpan.FromHours(1));

        Assert.Equal(RuleStatusPace.Delay, await LookAsync());
        var name = Assert.Single(Executions).Metadata.Name;
        _bench.Time.Jump(TimeSpan.FromMilliseconds(400));
        await EndAllAsync();
        Assert.Equal(TimeSpan.FromMilliseconds(600), await LookAsync());
        Assert.Equal(before, StatusWrites);
        _bench.Time.Jump(TimeSpan.FromMilliseconds(600));
        await LookAsync();

        Assert.Equal(before + 1, StatusWrites);
        Assert.Single(_bench.Cluster.Requests, request => request.Verb == "create");
        Assert.Equal((Hour(1), Hour(2), name, ExecutionPhase.Succeeded), (Status.LastScheduleTime, Status.NextScheduleTime, Status.LastExecution?.Name, Status.LastExecution?.Phase));
    }

    [Fact]
    public async Task Reconcile_ConditionChangesWhileARunIsToBeTold_WritesBothAtOnce()
    {
        await ReconcileAsync();
        _bench.Time.Jump(TimeSpan.FromHours(1));
        await LookAsync();
        Assert.Null(Status.LastScheduleTime);

        await SetEndpointAsync("source", Verdict.Retrying(ConditionReasons.Timeout, "slow"));
        await LookAsync();

        Assert.Equal(ConditionReasons.EndpointNotReady, Status.Conditions.Find(ConditionTypes.Ready)!.Reason);
        Assert.Equal((Hour(1), Hour(2)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Fact]
    public async Task W7_ProcessEndsBeforeTheRunIsToldOfInTheRule_NextOneStartsNothingTwice()
    {
        await ReconcileAsync();
        _bench.Time.Jump(TimeSpan.FromHours(1));
        await LookAsync();
        await EndAllAsync();
        await using var next = Bench.Create(cluster: _bench.Cluster);
        next.Time.Jump(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(5));

        await next.RuleController.ReconcileAsync(Rule, CancellationToken.None);
        next.Time.Jump(RuleStatusPace.Delay);
        await next.RuleController.ReconcileAsync(Rule, CancellationToken.None);

        Assert.Single(Executions);
        Assert.Equal((Hour(1), Hour(2)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Fact]
    public async Task Reconcile_TickIsNear_ComesBackForIt()
    {
        await ReconcileAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), await AtAsync(59.5));
    }

    [Fact]
    public async Task Reconcile_NothingIsDue_WritesNothing()
    {
        await ReconcileAsync();
        var writes = _bench.Cluster.Writes.Count();
        await AtAsync(30);
        Assert.Equal(writes, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Reconcile_SeveralTicksMissed_MakesUpTheLatest()
    {
        await ReconcileAsync();
        await AtAsync((60 * 30) + 10);

        Assert.Single(Executions);
        Assert.Equal((Hour(30), Hour(31)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Theory]
    [InlineData(610, false)]
    [InlineData(590, true)]
    public async Task Reconcile_StartingDeadline_SkipsWhatIsLater(int secondsLate, bool runs)
    {
        ChangeSchedule(schedule => schedule with { StartingDeadlineSeconds = 600 });
        await ReconcileAsync();
        await AtAsync(60 + (secondsLate / 60.0));

        Assert.Equal(runs ? 1 : 0, Executions.Count);
        Assert.Equal(runs ? null : ConditionReasons.StartingDeadlineExceeded, Status.Conditions.Find(ConditionTypes.Skipped)?.Reason);
        Assert.Equal(runs ? 0 : 1, _bench.Events.All.Count(text => text.StartsWith("Warning RunSkipped: The run of 2026-01-01T01:00:00Z", StringComparison.Ordinal)));
        Assert.Equal(Hour(2), Status.NextScheduleTime);
    }

    [Fact]
    public async Task W7_ProcessEndsBetweenTheRunAndTheStatus_RunsOnce()
    {
        await ReconcileAsync();
        _bench.Cluster.Before = (request, _) => request.Patch?.Subresource == "status" ? throw Failures.Unreachable() : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(() => AtAsync(60));
        _bench.Cluster.Before = null;

        await AtAsync(61);

        Assert.Single(Executions);
        Assert.Equal(Hour(1), Status.LastScheduleTime);
        Assert.Null(Status.Conditions.Find(ConditionTypes.Skipped));
    }

    [Fact]
    public async Task L6_SecondLeader_StartsTheSameTickUnderTheSameName()
    {
        await ReconcileAsync();
        await using var other = Bench.Create(cluster: _bench.Cluster);
        var before = Rule;
        await AtAsync(60);
        other.Time.Advance(TimeSpan.FromMinutes(60));

        await other.RuleController.ReconcileAsync(before, CancellationToken.None);

        Assert.Single(Executions);
    }

    [Fact]
    public async Task Reconcile_ClockIsPutBack_RunsNoTickTwice()
    {
        await ReconcileAsync();
        await AtAsync(61);
        _bench.Cluster.Remove<ReplicationExecution>(Executions[0].Metadata.Name!);

        Assert.Equal(TimeSpan.FromMinutes(1), await AtAsync(30));
        Assert.Equal(Hour(2), Status.NextScheduleTime);
        await AtAsync(60);

        Assert.Empty(Executions);
    }

    [Fact]
    public async Task Reconcile_ClockWasFarAhead_TicksAgain()
    {
        await ReconcileAsync();
        await AtAsync(60 * 24 * 365);
        await AtAsync(61);
        Assert.Equal(Hour(2), Status.NextScheduleTime);

        await EndAllAsync();
        await AtAsync(120);

        Assert.Equal(Hour(2), Status.LastScheduleTime);
    }

    [Fact]
    public async Task Reconcile_ForbidAndARunGoesOn_SkipsTheTickAndSaysSo()
    {
        await ReconcileAsync();
        await _bench.SeedAsync(Sample.Started("busy"));
        await AtAsync(60);

        Assert.Single(Executions);
        Assert.Equal((null, Hour(2)), (Status.LastScheduleTime, Status.NextScheduleTime));
        const string Message = "The run of 2026-01-01T01:00:00Z was skipped: 'busy' goes on, and spec.concurrencyPolicy is Forbid.";
        var skipped = Status.Conditions.Find(ConditionTypes.Skipped)!;
        Assert.Equal((ConditionStatus.True, ConditionReasons.RunInProgress, Message), (skipped.Status, skipped.Reason, skipped.Message));
        Assert.Contains($"Normal RunSkipped: {Message}", _bench.Events.All);
        Assert.True(Status.Conditions.IsTrue(ConditionTypes.Ready));

        await EndAllAsync();
        await AtAsync(120);

        Assert.Equal(2, Executions.Count);
        Assert.Null(Status.Conditions.Find(ConditionTypes.Skipped));
    }

    [Theory]
    [InlineData(ConcurrencyPolicy.Allow)]
    [InlineData(ConcurrencyPolicy.Replace)]
    public async Task Reconcile_OtherPolicyAndARunGoesOn_StartsTheTick(ConcurrencyPolicy policy)
    {
        Change(spec => spec with { ConcurrencyPolicy = policy });
        await ReconcileAsync();
        await _bench.SeedAsync(Sample.Started("busy"));
        await AtAsync(60);

        Assert.Equal(2, Executions.Count);
        Assert.Null(Status.Conditions.Find(ConditionTypes.Skipped));
    }

    [Fact]
    public async Task Reconcile_SwitchedOff_TicksNotAndMakesNothingUp()
    {
        await ReconcileAsync();
        Change(spec => spec with { Enabled = false });
        Assert.Null(await AtAsync(30));
        Assert.Null(Status.NextScheduleTime);
        await AtAsync(90);

        Change(spec => spec with { Enabled = true });
        await AtAsync(100);

        Assert.Empty(Executions);
        Assert.Equal(Hour(2), Status.NextScheduleTime);
    }

    [Fact]
    public async Task Reconcile_EndpointIsNotReady_KeepsTheTickUntilItIs()
    {
        await ReconcileAsync();
        await SetEndpointAsync("source", Verdict.Retrying(ConditionReasons.Timeout, "slow"));
        Assert.Null(await AtAsync(70));
        Assert.Empty(Executions);
        Assert.Equal(Hour(1), Status.NextScheduleTime);

        await SetEndpointAsync("source", Verdict.Good("fine"));
        await AtAsync(80);

        Assert.Single(Executions);
        Assert.Equal((Hour(1), Hour(2)), (Status.LastScheduleTime, Status.NextScheduleTime));
    }

    [Fact]
    public async Task Reconcile_ScheduleIsEdited_BeginsAnew()
    {
        await ReconcileAsync();
        ChangeSchedule(schedule => schedule with { Cron = "30 12 * * *", TimeZone = "Asia/Tokyo" });
        await AtAsync(70);

        Assert.Empty(Executions);
        Assert.Equal(Midnight.AddHours(3).AddMinutes(30), Status.NextScheduleTime);
    }

    [Fact]
    public async Task Reconcile_ScheduleIsRemoved_NothingIsNext()
    {
        await ReconcileAsync();
        Change(spec => spec with { Trigger = null });
        Assert.Null(await AtAsync(60));
        Assert.Empty(Executions);
        Assert.Null(Status.NextScheduleTime);
    }

    [Theory]
    [InlineData("61 * * * *", null, "spec.trigger.schedule.cron, character 1: ")]
    [InlineData("0 * * * *", "Mars/Olympus", "spec.trigger.schedule.timeZone: ")]
    public async Task Reconcile_BadSchedule_IsStalled(string cron, string? zone, string message)
    {
        ChangeSchedule(schedule => schedule with { Cron = cron, TimeZone = zone });
        Assert.Null(await ReconcileAsync());

        var ready = Status.Conditions.Find(ConditionTypes.Ready)!;
        Assert.Equal(ConditionReasons.InvalidSpec, ready.Reason);
        Assert.StartsWith(message, ready.Message, StringComparison.Ordinal);
        Assert.True(Status.Conditions.IsTrue(ConditionTypes.Stalled));
        Assert.Null(Status.NextScheduleTime);
    }

    private ReplicationRule Rule => _bench.Stored<ReplicationRule>("nightly");

    private ReplicationRuleStatus Status => Rule.Status!;

    private IReadOnlyList<ReplicationExecution> Executions => _bench.Cluster.PeekAll<ReplicationExecution>();

    private int StatusWrites => _bench.Cluster.Requests.Count(request => request.Patch?.Subresource == "status" && request.Name == "nightly");

    private static DateTimeOffset Hour(int hour) => Midnight.AddHours(hour);

    private void ChangeSchedule(Func<RuleSchedule, RuleSchedule> change) =>
        Change(spec => spec with { Trigger = new RuleTrigger { Schedule = change(spec.Trigger!.Schedule!) } });

    private void Change(Func<ReplicationRuleSpec, ReplicationRuleSpec> change) =>
        _bench.Cluster.Change<ReplicationRule>("nightly", rule => rule with { Spec = change(rule.Spec) });

    private async Task SetEndpointAsync(string name, Verdict verdict, bool isNew = false)
    {
        var endpoint = Sample.Endpoint(name, $"https://{name}") with
        {
            Status = new EndpointStatus { Conditions = verdict.Over(ConditionTypes.Ready, null, 1, _bench.Time.GetUtcNow()) },
        };
        _ = isNew
            ? await _bench.SeedAsync(endpoint)
            : await _bench.Cluster.PatchAsync<Endpoint>(name, "default", Patch.ApplyStatus(endpoint, "seed"), CancellationToken.None);
    }

    private async Task EndAllAsync()
    {
        foreach (var execution in Executions)
        {
            var ended = execution with { Status = (execution.Status ?? new ReplicationExecutionStatus()) with { Phase = ExecutionPhase.Succeeded } };
            await _bench.Cluster.PatchAsync<ReplicationExecution>(execution.Metadata.Name!, "default", Patch.ApplyStatus(ended, "seed"), CancellationToken.None);
        }
    }

    /// <summary>Sets the clock, and reconciles.</summary>
    private Task<TimeSpan?> AtAsync(double minutesAfterMidnight)
    {
        _bench.Time.Jump(Midnight.AddMinutes(minutesAfterMidnight) - _bench.Time.GetUtcNow());
        return ReconcileAsync();
    }

    private async Task<TimeSpan?> ReconcileAsync() => (await _bench.ReconcileRuleAsync("nightly")).RequeueAfter;

    /// <summary>Reconciles once.</summary>
    private async Task<TimeSpan?> LookAsync() => (await _bench.RuleController.ReconcileAsync(Rule, CancellationToken.None)).RequeueAfter;
}
