using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Operator.Events;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Kubernetes;

namespace Transship.Operator.Tests.Events;

public sealed class EventExecutionsTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();
    private readonly ReplicationRule _rule;

    public EventExecutionsTests()
    {
        var rule = Sample.Rule();
        _rule = _bench.Cluster.Add(rule with { Spec = rule.Spec with { Trigger = new RuleTrigger { Events = new RuleEvents { Debounce = "2s" } } } });
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Store_FirstEvent_CreatesAnExecutionThatWaitsForMore()
    {
        await StoreAsync(Push("v1"));

        var execution = Assert.Single(Stored());
        Assert.Matches("^nightly-event-[0-9]+-[0-9a-f]{10}$", execution.Metadata.Name);
        Assert.Equal((ExecutionTrigger.Event, _bench.Time.GetUtcNow() + TimeSpan.FromSeconds(2)), (execution.Spec.Trigger, execution.Spec.NotBefore));
        Assert.Equal([Push("v1")], execution.Spec.Resources);
        Assert.Equal((_rule.Metadata.Uid, true), (execution.Metadata.OwnerReferences![0].Uid, execution.Metadata.OwnerReferences[0].Controller));
    }

    [Fact]
    public async Task Store_FurtherEventsBeforeItBegins_JoinIt()
    {
        await StoreAsync(Push("v1"));
        _bench.Time.Advance(TimeSpan.FromSeconds(1.9));
        await StoreAsync(Push("v2"), Deletion("v0"));

        Assert.Equal([Push("v1"), Push("v2"), Deletion("v0")], Assert.Single(Stored()).Spec.Resources);
    }

    [Fact]
    public async Task Store_WaitsBehindALongRun_JoinsTheOneThatWaits()
    {
        await StoreAsync(Push("v1"));
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await StoreAsync(Push("v2"));

        Assert.Equal(2, Assert.Single(Stored()).Spec.Resources!.Count);
    }

    [Fact]
    public async Task Store_RunHasBegun_GoesToAnother()
    {
        await StoreAsync(Push("v1"));
        await BeginAsync(Stored()[0]);

        await StoreAsync(Push("v2"));

        Assert.Equal([[Push("v1")], [Push("v2")]], Stored().Select(execution => execution.Spec.Resources!));
        Assert.Equal(2, Stored().Select(execution => execution.Metadata.Name).Distinct().Count());
    }

    /// <summary>The cache shows a run that waits; in truth it has just begun, and would never look at what joins.</summary>
    [Fact]
    public async Task Store_RunBeganUnseen_GoesToAnother()
    {
        await StoreAsync(Push("v1"));
        _bench.Executions.Freeze();
        await BeginAsync(Stored()[0]);

        await StoreAsync(Push("v2"));

        Assert.Equal([[Push("v1")], [Push("v2")]], Stored().Select(execution => execution.Spec.Resources!));
    }

    [Fact]
    public async Task Store_LateCacheAndRunOfEverythingBegan_StartsAnother()
    {
        await StoreAsync([.. Enumerable.Range(0, 201).Select(n => Push($"v{n}"))]);
        Assert.Null(Stored()[0].Spec.Resources);
        _bench.Executions.Freeze();
        await BeginAsync(Stored()[0]);

        await StoreAsync(Push("late"));

        Assert.Equal([null, [Push("late")]], Stored().Select(execution => execution.Spec.Resources));
    }

    [Fact]
    public async Task Store_DeliveredAgain_StartsNothing()
    {
        await StoreAsync(Push("v1"));
        await BeginAsync(Stored()[0]);

        await StoreAsync(Push("v1"));

        Assert.Single(Stored());
    }

    [Fact]
    public async Task Store_DeliveredAgainToAnotherReplica_StartsNothing()
    {
        await StoreAsync(Push("v1"));
        await BeginAsync(Stored()[0]);

        await Replica().StoreAsync(_rule, [Push("v1")], CancellationToken.None);

        Assert.Single(Stored());
    }

    [Fact]
    public async Task Store_TwoReplicasWithLateCaches_MakeOneExecution()
    {
        _bench.Executions.Freeze();
        await StoreAsync(Push("v1"));
        await Replica().StoreAsync(_rule, [Push("v1"), Push("v2")], CancellationToken.None);

        Assert.Equal([Push("v1"), Push("v2")], Assert.Single(Stored()).Spec.Resources);
    }

    [Fact]
    public async Task Store_SameTagPushedAgain_IsAnotherEvent()
    {
        await StoreAsync(Push("v1"));
        await BeginAsync(Stored()[0]);

        await StoreAsync(Push("v1") with { Event = "a-later-push" });

        Assert.Equal(2, Stored().Count);
    }

    [Fact]
    public async Task Store_EventsWithoutNames_AreAllNew()
    {
        var unnamed = Push("v1") with { Event = null };
        await StoreAsync(unnamed);
        await BeginAsync(Stored()[0]);

        await StoreAsync(unnamed);

        Assert.Equal(2, Stored().Count);
    }

    [Fact]
    public async Task Store_TooManyDeletions_AreAllInExecutions()
    {
        var deletions = Enumerable.Range(0, 450).Select(n => Deletion($"v{n}")).ToArray();

        await StoreAsync(deletions);

        Assert.Equal(3, Stored().Count);
        Assert.True(deletions.ToHashSet().SetEquals(Stored().SelectMany(execution => execution.Spec.Resources!)));
    }

    [Fact]
    public async Task Store_ExecutionsOfUsers_AreLeftAlone()
    {
        var own = Sample.Execution("own");
        _bench.Cluster.Add(own with { Spec = own.Spec with { Resources = [Push("x")] } });

        await StoreAsync(Push("v1"));

        Assert.Equal([Push("x")], _bench.Stored<ReplicationExecution>("own").Spec.Resources);
        Assert.Equal(2, Stored().Count);
    }

    [Fact]
    public async Task Store_ServerIsAway_ThrowsAndStoresWhenItIsBack()
    {
        _bench.Cluster.Before = (request, _) => request.Verb == "create" ? Task.FromException(Failures.Unreachable()) : Task.CompletedTask;
        await Assert.ThrowsAsync<KubernetesException>(() => StoreAsync(Push("v1")));
        _bench.Cluster.Before = null;

        await StoreAsync(Push("v1"));

        Assert.Equal([Push("v1")], Assert.Single(Stored()).Spec.Resources);
    }

    private EventExecutions Replica() => new(_bench.Cluster, _bench.RuleExecutions, _bench.Time);

    private Task StoreAsync(params ExecutionResource[] resources) => _bench.EventExecutions.StoreAsync(_rule, resources, CancellationToken.None);

    private IReadOnlyList<ReplicationExecution> Stored() => [.. _bench.Cluster.PeekAll<ReplicationExecution>().OrderBy(execution => execution.Status?.StartTime is null)];

    private Task<ReplicationExecution> BeginAsync(ReplicationExecution execution) =>
        _bench.Cluster.PatchAsync<ReplicationExecution>(
            execution.Metadata.Name!, execution.Metadata.Namespace, Patch.ApplyStatus(execution with { Status = Sample.Started("any").Status }, "seed"), CancellationToken.None);

    private static ExecutionResource Push(string tag) => new() { Repository = "library/app", Tag = tag, Event = $"push-of-{tag}" };

    private static ExecutionResource Deletion(string tag) => new() { Repository = "library/app", Tag = tag, Event = $"deletion-of-{tag}", Deleted = true };
}
