using Transship.Kubernetes.Models;
using Transship.Runtime.Election;
using Transship.Runtime.Hosting;
using Transship.Testing.Kubernetes;
using Transship.Testing.Time;

namespace Transship.Runtime.Tests.Election;

public sealed class LeaderElectorTests : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeCluster _cluster;
    private readonly Candidate _one;
    private readonly Candidate _two;
    private readonly CancellationTokenSource _stop = new();

    public LeaderElectorTests()
    {
        _cluster = new FakeCluster(_time);
        _one = new Candidate(_cluster, _time, "one");
        _two = new Candidate(_cluster, _time, "two");
    }

    private V1LeaseSpec Lease => _cluster.Peek<V1Lease>("lease", "system")!.Spec;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _one.Dispose();
        _two.Dispose();
    }

    [Theory]
    [InlineData(15, 10, 2, true)]
    [InlineData(60, 40, 15, true)]
    [InlineData(10, 10, 2, false)]
    [InlineData(15, 2.4, 2, false)]
    [InlineData(15, 10, 0, false)]
    [InlineData(0.5, 0.4, 0.1, false)]
    public void L1_Times_AreCheckedAgainstEachOther(double lease, double deadline, double retry, bool isValid)
    {
        var times = new ElectionTimes(TimeSpan.FromSeconds(lease), TimeSpan.FromSeconds(deadline), TimeSpan.FromSeconds(retry));
        Assert.Equal(isValid, times.Problem() is null);
    }

    [Fact]
    public async Task L1_WrongTimes_FailTheStart()
    {
        await using var harness = new Hosting.OperatorHarness(_ => { }, settings =>
        {
            settings.LeaderElection = true;
            settings.RenewDeadline = settings.LeaseDuration;
        });
        var error = await Assert.ThrowsAsync<InvalidOperationException>(harness.BeginAsync);
        Assert.Contains("lease duration (15 s) > renew deadline (15 s)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L2_ClocksOfOthersAreWrong_OnlyOwnTimeCounts()
    {
        // The holder's clock is a year ahead, and then a year behind: neither may prolong nor shorten its lease.
        foreach (var skew in (int[])[365, -365])
        {
            var cluster = new FakeCluster(_time);
            cluster.Add(Held("other", _time.GetUtcNow().AddDays(skew)));
            using var candidate = new Candidate(cluster, _time, "one");
            var acquire = candidate.Elector.AcquireAsync(_stop.Token);
            for (var waited = TimeSpan.Zero; waited < TimeSpan.FromSeconds(14); waited += Retry)
            {
                await _time.PassAsync(Retry);
                Assert.False(candidate.Elector.IsLeader);
            }

            await _time.PassAsync(Retry);
            await acquire.WaitAsync(Patience.Limit);
        }
    }

    [Fact]
    public async Task L2_HolderRenews_TheLeaseStartsAnew()
    {
        _cluster.Add(Held("other", _time.GetUtcNow()));
        var acquire = _one.Elector.AcquireAsync(_stop.Token);
        for (var round = 0; round < 20; round++)
        {
            await _time.PassAsync(Retry);
            if (round % 5 == 0)
            {
                _cluster.Change<V1Lease>("lease", lease => lease with { Spec = lease.Spec with { RenewTime = _time.GetUtcNow().AddMinutes(-round) } }, "system");
            }
        }

        Assert.False(acquire.IsCompleted);
    }

    [Fact]
    public async Task L3_LostRace_IsNoErrorAndTriedAgain()
    {
        _cluster.Add(Held("", _time.GetUtcNow()));
        var isFirst = true;
        _cluster.Before = (request, _) =>
        {
            if (request.Verb == "update" && isFirst)
            {
                isFirst = false;
                throw Failures.Conflict();
            }

            return Task.CompletedTask;
        };
        var acquire = _one.Elector.AcquireAsync(_stop.Token);
        await _time.PassAsync(Retry);
        await acquire.WaitAsync(Patience.Limit);
        Assert.DoesNotContain(_one.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task L3_Renewal_NeedsNoRead()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        var before = _cluster.Requests.Count;
        _ = _one.Elector.HoldAsync(_stop.Token);
        for (var renewal = 0; renewal < 5; renewal++)
        {
            await _time.PassAsync(Retry);
        }

        await Patience.UntilAsync(() => _cluster.Requests.Count == before + 5);
        Assert.All(_cluster.Requests.Skip(before), request => Assert.Equal("update", request.Verb));
    }

    [Fact]
    public async Task L4_AttemptHangs_IsGivenUpAndNoOtherRunsMeanwhile()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        var (running, most) = (0, 0);
        _cluster.Before = async (_, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        };
        var hold = _one.Elector.HoldAsync(_stop.Token);
        await _time.PassAsync(Retry);
        await Patience.UntilAsync(() => Volatile.Read(ref running) == 1);
        await _time.PassAsync(TimeSpan.FromSeconds(5)); // half of the renew deadline
        await _time.PassAsync(Retry);
        await Patience.UntilAsync(() => Volatile.Read(ref running) == 1);
        await _time.PassAsync(TimeSpan.FromSeconds(1)); // what is left of it
        await hold.WaitAsync(Patience.Limit);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task L5_CannotRenew_StopsLeadingBeforeTheLeaseRunsOut()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        var started = _time.GetTimestamp();
        _cluster.Before = (_, _) => throw Failures.Unreachable();
        var hold = _one.Elector.HoldAsync(_stop.Token);
        while (!hold.IsCompleted)
        {
            await Task.WhenAny(hold, _time.WhenWaitingAsync(Retry));
            _time.Advance(hold.IsCompleted ? TimeSpan.Zero : Retry);
        }

        Assert.False(_one.Elector.IsLeader);
        Assert.Equal(_one.Settings.RenewDeadline, _time.GetElapsedTime(started));
    }

    [Fact]
    public async Task L5_AnswerComesLate_TheLeaseCountsFromWhenItWasAskedFor()
    {
        _cluster.After = (request, _) =>
        {
            _time.Jump(TimeSpan.FromSeconds(request.Verb == "create" ? 3 : 0));
            return Task.CompletedTask;
        };
        await _one.Elector.AcquireAsync(_stop.Token); // the server stored the lease three seconds ago
        _cluster.After = null;
        _cluster.Before = (_, _) => throw Failures.Unreachable();
        var hold = _one.Elector.HoldAsync(_stop.Token);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await _time.PassAsync(Retry);
        }

        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await hold.WaitAsync(Patience.Limit);
        Assert.False(_one.Elector.IsLeader);
    }

    [Fact]
    public async Task L5_ProcessWasPaused_DoesNotRenewAnExpiredLease()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        var hold = _one.Elector.HoldAsync(_stop.Token);
        await _time.WhenWaitingAsync(Retry);
        var before = _cluster.Requests.Count;
        _time.Jump(TimeSpan.FromMinutes(10));
        await hold.WaitAsync(Patience.Limit);
        Assert.Equal(before, _cluster.Requests.Count);
    }

    [Fact]
    public async Task L5_AnotherTookTheLease_StopsAtOnce()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        var hold = _one.Elector.HoldAsync(_stop.Token);
        _cluster.Change<V1Lease>("lease", lease => lease with { Spec = lease.Spec with { HolderIdentity = "two" } }, "system");
        await _time.PassAsync(Retry);
        await hold.WaitAsync(Patience.Limit);
        Assert.False(_one.Elector.IsLeader);
    }

    [Fact]
    public async Task L6_Release_FreesTheLeaseForTheNext()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        await _one.Elector.ReleaseAsync(_stop.Token);
        Assert.Equal(("", 1), (Lease.HolderIdentity, Lease.LeaseDurationSeconds));
        await _two.Elector.AcquireAsync(_stop.Token).WaitAsync(Patience.Limit);
        Assert.Equal("two", Lease.HolderIdentity);
    }

    [Fact]
    public async Task L7_Transitions_CountChangesOfTheHolderOnly()
    {
        await _one.Elector.AcquireAsync(_stop.Token);
        Assert.Equal(0, Lease.LeaseTransitions);
        var acquired = Lease.AcquireTime;
        _ = _one.Elector.HoldAsync(_stop.Token);
        await _time.PassAsync(Retry);
        await Patience.UntilAsync(() => Lease.RenewTime > acquired);
        Assert.Equal((0, acquired), (Lease.LeaseTransitions, Lease.AcquireTime));

        await _one.Elector.ReleaseAsync(_stop.Token);
        await _two.Elector.AcquireAsync(_stop.Token).WaitAsync(Patience.Limit);
        Assert.Equal(1, Lease.LeaseTransitions);
    }

    [Fact]
    public void L8_Identity_IsUniqueForEachProcess()
    {
        var (one, two) = (new OperatorSettings().Identity, new OperatorSettings().Identity);
        Assert.StartsWith(Environment.MachineName, one, StringComparison.Ordinal);
        Assert.NotEqual(one, two);
    }

    [Fact]
    public async Task L10_LeaderNotRenewed_FailsLivenessAfterLeaseAndTolerance()
    {
        Assert.True(_one.Elector.IsHealthy);
        await _one.Elector.AcquireAsync(_stop.Token);
        _time.Advance(TimeSpan.FromSeconds(34));
        Assert.True(_one.Elector.IsHealthy);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_one.Elector.IsHealthy);
        Assert.True(_two.Elector.IsHealthy);
    }

    private static V1Lease Held(string holder, DateTimeOffset renewed) => new()
    {
        Metadata = new V1ObjectMeta { Name = "lease", Namespace = "system" },
        Spec = new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 15, RenewTime = renewed, AcquireTime = renewed, LeaseTransitions = 0 },
    };
}
