using Transship.Api.Rules;
using Transship.Operator.Tests.Harness;

namespace Transship.Operator.Tests.Status;

public sealed class OwnStatusTests : IAsyncDisposable
{
    private readonly Bench _bench = Bench.Create();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task W8_Newest_CacheIsLate_GivesWhatWasWritten()
    {
        var cached = Add("a");
        _bench.Rules.Freeze();
        await WriteAsync(cached, "written");

        Assert.Equal("written", _bench.RuleStatuses.Newest(cached).Status!.LastRunNow);
    }

    [Fact]
    public async Task Newest_CacheHasCaughtUp_GivesTheCacheAndForgets()
    {
        var cached = Add("a");
        _bench.Rules.Freeze();
        await WriteAsync(cached, "written");
        var edited = _bench.Cluster.Change<ReplicationRule>("a", rule => rule with { Spec = rule.Spec with { Description = "edited" } });

        Assert.Same(edited, _bench.RuleStatuses.Newest(edited));
        Assert.Equal(0, _bench.RuleStatuses.Remembered);
    }

    [Fact]
    public async Task Newest_AnotherObjectOfTheName_GivesTheCache()
    {
        var cached = Add("a");
        _bench.Rules.Freeze();
        await WriteAsync(cached, "written");
        _bench.Cluster.Remove<ReplicationRule>("a");
        var anew = Add("a");

        Assert.Same(anew, _bench.RuleStatuses.Newest(anew));
    }

    [Fact]
    public async Task Newest_VersionsAreNoNumbers_NeverHidesTheCache()
    {
        var cached = Add("a");
        _bench.Rules.Freeze();
        await WriteAsync(cached, "written");
        var foreign = cached with { Metadata = cached.Metadata with { ResourceVersion = "opaque" } };
        var written = await _bench.RuleStatuses.WriteAsync(foreign, foreign with { Status = new ReplicationRuleStatus { LastRunNow = "again" } }, CancellationToken.None);

        Assert.Same(written, _bench.RuleStatuses.Newest(written));
    }

    [Fact]
    public async Task W4_Write_NothingNew_WritesNothing()
    {
        var cached = Add("a");
        var written = await WriteAsync(cached, "written");
        var requests = _bench.Cluster.Writes.Count();

        await WriteAsync(written, "written");

        Assert.Equal(requests, _bench.Cluster.Writes.Count());
    }

    [Fact]
    public async Task Write_ManyObjectsOnceEach_RemembersFew()
    {
        for (var i = 0; i < 200; i++)
        {
            await WriteAsync(Add($"rule-{i}"), "written");
        }

        Assert.InRange(_bench.RuleStatuses.Remembered, 0, 2);
    }

    [Fact]
    public async Task Write_ObjectsThatWentAway_AreLetGo()
    {
        for (var i = 0; i < 20; i++)
        {
            var cached = Add($"rule-{i}");
            _bench.Rules.Freeze();
            await WriteAsync(cached, "written");
            _bench.Rules.Thaw();
            _bench.Cluster.Remove<ReplicationRule>($"rule-{i}");
        }

        await WriteAsync(Add("last"), "written");
        Assert.InRange(_bench.RuleStatuses.Remembered, 0, 3);
    }

    private ReplicationRule Add(string name) => _bench.Cluster.Add(Sample.Rule(name));

    private Task<ReplicationRule> WriteAsync(ReplicationRule observed, string text) => _bench.RuleStatuses.WriteAsync(
        observed, observed with { Status = new ReplicationRuleStatus { LastRunNow = text } }, CancellationToken.None);
}
