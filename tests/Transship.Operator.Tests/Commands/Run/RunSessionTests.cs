using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Kubernetes.Client;
using Transship.Operator.Commands;
using Transship.Operator.Commands.Run;
using Transship.Operator.Tests.Harness;
using Transship.Testing.Time;

namespace Transship.Operator.Tests.Commands.Run;

/// <summary>When a run with no cluster is over, and what its exit code says.</summary>
public sealed class RunSessionTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Bench _bench = Bench.Create();
    private readonly Screen _screen = Screen.Pipe();
    private readonly CancellationTokenSource _stop = new();
    private EarlierRuns _earlier = null!;

    public async Task InitializeAsync()
    {
        _bench.Cluster.Add(Sample.Endpoint("source", "http://127.0.0.1:1"));
        _bench.Cluster.Add(Sample.Endpoint("destination", "http://127.0.0.1:2"));
        await RememberAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    public void Dispose() => _stop.Dispose();

    [Theory]
    [InlineData(ExecutionPhase.Succeeded, ExitCodes.Success)]
    [InlineData(ExecutionPhase.Stopped, ExitCodes.Success)]
    [InlineData(ExecutionPhase.Failed, ExitCodes.Failure)]
    public async Task Once_RunEnds_ItsPhaseIsTheExitCode(ExecutionPhase phase, int exitCode)
    {
        await SeedRuleAsync();
        await SeedRunAsync("nightly-1", ExecutionPhase.InProgress);
        var session = Start(once: true);
        await TickAsync();
        Assert.False(session.IsCompleted);

        await EndRunAsync("nightly-1", phase);
        Assert.Equal(exitCode, await EndAsync(session));
        Assert.StartsWith($"{phase} nightly-1", _screen.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_RuleCannotRunAsItIsWritten_EndsAtOnceAndSaysWhy()
    {
        _bench.Cluster.Add(Sample.Rule(source: "nowhere"));
        Assert.Equal(ExitCodes.BadInput, await EndAsync(Start(once: true)));
        Assert.Contains("error: ReplicationRule nightly: EndpointNotFound: ", _screen.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_RuleIsNotReady_IsWaitedForAndThenAFailure()
    {
        _bench.Cluster.Add(Sample.Rule());
        var session = Start(once: true);
        for (var waited = TimeSpan.Zero; waited <= TimeSpan.FromSeconds(30); waited += Tick)
        {
            Assert.False(session.IsCompleted);
            await TickAsync();
        }

        Assert.Equal(ExitCodes.Failure, await session.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Once_RuleIsSwitchedOff_IsNotWaitedFor()
    {
        var rule = Sample.Rule();
        _bench.Cluster.Add(rule with { Spec = rule.Spec with { Enabled = false } });
        Assert.Equal(ExitCodes.Success, await EndAsync(Start(once: true)));
    }

    [Theory]
    [InlineData(true, ExitCodes.Interrupted)]
    [InlineData(false, ExitCodes.Success)]
    public async Task Interrupted_SaysSoWhenItWasToEndByItself(bool once, int exitCode)
    {
        await SeedRuleAsync();
        await SeedRunAsync("nightly-1", ExecutionPhase.InProgress);
        var session = Start(once);
        await TickAsync();
        await _stop.CancelAsync();
        Assert.Equal(exitCode, await session.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task KeptData_EarlierRunFailed_TheNewOneIsWaitedForAndCounts()
    {
        await SeedRuleAsync();
        await SeedRunAsync("nightly-1", ExecutionPhase.Failed);
        await RememberAsync();
        _bench.Executions.Freeze();
        var session = Start(once: true);
        await TickAsync();
        await TickAsync();
        Assert.False(session.IsCompleted);

        var again = Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>(), e => e.Metadata.Name != "nightly-1");
        Assert.Equal(ExecutionTrigger.Manual, again.Spec.Trigger);
        await EndRunAsync(again.Metadata.Name!, ExecutionPhase.Succeeded);
        _bench.Executions.Thaw();
        Assert.Equal(ExitCodes.Success, await EndAsync(session));
        Assert.DoesNotContain("Failed", _screen.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptData_RunGoesOn_NoOtherIsStarted()
    {
        await SeedRuleAsync();
        await SeedRunAsync("nightly-1", ExecutionPhase.InProgress);
        await RememberAsync();
        var session = Start(once: true);
        await TickAsync();
        await EndRunAsync("nightly-1", ExecutionPhase.Failed);
        Assert.Equal(ExitCodes.Failure, await EndAsync(session));
        Assert.Single(_bench.Cluster.PeekAll<ReplicationExecution>());
    }

    [Fact]
    public async Task Once_HistoryLimitRemovesTheRun_ItStillCounts()
    {
        await SeedRuleAsync();
        await SeedRunAsync("nightly-1", ExecutionPhase.InProgress);
        var session = Start(once: true);
        await TickAsync();
        _bench.Cluster.Remove<ReplicationExecution>("nightly-1");
        Assert.Equal(ExitCodes.Success, await EndAsync(session));
    }

    [Theory]
    [InlineData(ExecutionPhase.Failed, ExitCodes.Failure)]
    [InlineData(ExecutionPhase.Succeeded, ExitCodes.Success)]
    public async Task Once_NothingIsKeptOfHistory_TheRunThatTheSessionNeverSawIsTheExitCode(ExecutionPhase phase, int exitCode)
    {
        var rule = Sample.Rule();
        await _bench.SeedAsync(rule with
        {
            Spec = rule.Spec with { HistoryLimits = new RuleHistoryLimits { Successful = 0, Failed = 0 } },
            Status = new ReplicationRuleStatus { InitialRunStarted = true },
        });
        _bench.Executions.Freeze([]);
        var session = Start(once: true);
        await TickAsync();
        Assert.False(session.IsCompleted);

        _bench.Executions.Thaw();
        foreach (var again in _bench.Cluster.PeekAll<ReplicationExecution>())
        {
            await EndRunAsync(again.Metadata.Name!, phase);
        }

        await _bench.RuleExecutions.TrimHistoryAsync(_bench.Cluster.PeekAll<ReplicationRule>().Single(), CancellationToken.None);
        Assert.Empty(_bench.Cluster.PeekAll<ReplicationExecution>());
        Assert.Equal(exitCode, await EndAsync(session));
        Assert.Contains($"{phase} nightly-run-", _screen.Raw, StringComparison.Ordinal);
    }

    private async Task RememberAsync() => _earlier = await EarlierRuns.ReadAsync(_bench.Cluster, CancellationToken.None);

    private Task<ReplicationRule> SeedRuleAsync() => _bench.SeedAsync(Sample.Rule() with { Status = new ReplicationRuleStatus { InitialRunStarted = true } });

    private Task<ReplicationExecution> SeedRunAsync(string name, ExecutionPhase phase)
    {
        var run = Sample.Started(name);
        return _bench.SeedAsync(run with { Status = run.Status! with { Phase = phase } });
    }

    private Task<ReplicationExecution> EndRunAsync(string name, ExecutionPhase phase)
    {
        var run = Sample.Started(name);
        var patch = Patch.ApplyStatus(run with { Status = run.Status! with { Phase = phase } }, "seed");
        return _bench.Cluster.PatchAsync<ReplicationExecution>(name, Sample.Namespace, patch, CancellationToken.None);
    }

    private Task<int> Start(bool once)
    {
        var display = new RunDisplay(_screen.Console, _bench.Executions, _earlier, _bench.Time);
        var outlook = new RuleOutlook(_bench.Check, _bench.Endpoints);
        return new RunSession(_bench.Rules, _bench.Executions, _earlier, _bench.RuleExecutions, outlook, display, _bench.Time).WatchAsync(once, _stop.Token);
    }

    private Task TickAsync() => _bench.Time.PassAsync(Tick);

    private async Task<int> EndAsync(Task<int> session)
    {
        if (!session.IsCompleted)
        {
            await TickAsync();
        }

        return await session.WaitAsync(Patience.Limit);
    }
}
