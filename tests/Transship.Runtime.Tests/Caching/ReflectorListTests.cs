using System.Net;
using Transship.Kubernetes.Client;
using Transship.Runtime.Caching;
using Transship.Testing.Kubernetes;

namespace Transship.Runtime.Tests.Caching;

public sealed class ReflectorListTests
{
    [Fact]
    public async Task R1_FirstList_AnyCachedStateWillDo()
    {
        await using var harness = new ReflectorHarness();
        Assert.Equal("0", (await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R1_Relist_AsksForAtLeastTheLastVersion()
    {
        await using var harness = new ReflectorHarness();
        var watch = await harness.ListedAsync("7");
        watch.Send(WatchEventType.Added, Widget.Named("a", "9"));
        watch.SendError(Failures.Status(HttpStatusCode.Gone, "Expired"));

        Assert.Equal("9", (await harness.Server.NextListAsync()).Query.ResourceVersion);
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone, "Expired", "too old")]
    [InlineData(HttpStatusCode.GatewayTimeout, "Timeout", "Too large resource version: 9, current: 3")]
    public async Task R1_VersionCannotBeHad_TheSameCycleAsksForTheNewestState(HttpStatusCode code, string reason, string message)
    {
        await using var harness = new ReflectorHarness();
        (await harness.ListedAsync("9")).SendError(Failures.Status(HttpStatusCode.Gone, "Expired"));
        (await harness.Server.NextListAsync()).Fail(Failures.Of(code, reason, message));

        var retry = await harness.Server.NextListAsync(); // no time passed
        Assert.Null(retry.Query.ResourceVersion);
        retry.Reply("20", Widget.Named("a", "15"));
        Assert.Equal("replace a@15", await harness.Target.NextAsync());
        Assert.Equal("20", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R2_ListOfAnyState_IsNotPaged()
    {
        await using var harness = new ReflectorHarness();
        Assert.Null((await harness.Server.NextListAsync()).Query.Limit);
    }

    [Fact]
    public async Task R2_ListOfNewestState_IsPagedAndStoredWhole()
    {
        await using var harness = new ReflectorHarness();
        (await harness.Server.NextListAsync()).Fail(Failures.Expired());
        var first = await harness.Server.NextListAsync();
        Assert.Equal(500, first.Query.Limit);
        first.ReplyPage("5", "next", Widget.Named("a", "1"));

        var second = await harness.Server.NextListAsync();
        Assert.Equal(("next", 500, null), (second.Query.Continue, second.Query.Limit, second.Query.ResourceVersion));
        Assert.Equal(0, harness.Target.Unheard);
        second.ReplyPage("5", null, Widget.Named("b", "2"));

        Assert.Equal("replace a@1,b@2", await harness.Target.NextAsync());
        Assert.Equal("5", (await harness.Server.NextWatchAsync()).Query.ResourceVersion);
    }

    [Fact]
    public async Task R2_TokenExpiresInMidList_OneFullListFollows()
    {
        await using var harness = new ReflectorHarness();
        (await harness.Server.NextListAsync()).Fail(Failures.Expired());
        (await harness.Server.NextListAsync()).ReplyPage("5", "next", Widget.Named("a", "1"));
        (await harness.Server.NextListAsync()).Fail(Failures.Expired());

        var full = await harness.Server.NextListAsync();
        Assert.Equal((null, null), (full.Query.Continue, full.Query.Limit));
        full.Reply("8", Widget.Named("b", "7"));
        Assert.Equal("replace b@7", await harness.Target.NextAsync());
    }

    [Fact]
    public async Task R10_ListFails_PausesDoubleAndResetAfterHealth()
    {
        await using var harness = new ReflectorHarness();
        foreach (var pause in (double[])[0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30])
        {
            (await harness.Server.NextListAsync()).Fail(Failures.Unreachable());
            await harness.Time.PassAsync(TimeSpan.FromSeconds(pause));
        }

        var watch = await harness.ListedAsync("1");
        harness.Time.Advance(TimeSpan.FromMinutes(2));
        watch.SendError(Failures.Status(HttpStatusCode.TooManyRequests, "TooManyRequests"));
        await harness.Time.PassAsync(TimeSpan.FromSeconds(0.8));
        await harness.Server.NextWatchAsync();
    }

    [Fact]
    public async Task R10_ListFails_LogsOneSentence()
    {
        await using var harness = new ReflectorHarness();
        (await harness.Server.NextListAsync()).Fail(Failures.Unreachable());
        await harness.Time.PassAsync(TimeSpan.FromSeconds(0.8));
        await harness.Server.NextListAsync();

        var (_, text) = Assert.Single(harness.Log.Lines);
        Assert.Equal($"Listing Widget in all namespaces failed; it is tried again: {Failures.Unreachable().Message}", text);
    }

    [Fact]
    public async Task R10_Jitter_AddsUpToThePauseItself()
    {
        await using var harness = new ReflectorHarness(jitter: () => 0.5);
        (await harness.Server.NextListAsync()).Fail(Failures.Unreachable());
        await harness.Time.PassAsync(TimeSpan.FromSeconds(1.2));
        await harness.Server.NextListAsync();
    }

    [Fact]
    public async Task Run_ServerAsksForALongerPause_ItIsKept()
    {
        await using var harness = new ReflectorHarness();
        var refused = new KubernetesException(Failures.Status(HttpStatusCode.TooManyRequests, "TooManyRequests"), HttpStatusCode.TooManyRequests)
        {
            RetryAfter = TimeSpan.FromSeconds(7),
        };
        (await harness.Server.NextListAsync()).Fail(refused);
        await harness.Time.PassAsync(TimeSpan.FromSeconds(7));
        await harness.Server.NextListAsync();
        Assert.NotNull(harness.Reflector.LastError);
    }

    [Fact]
    public async Task Run_SelectorsGiven_AreSentWithListAndWatch()
    {
        await using var harness = new ReflectorHarness(new ReflectorOptions { Namespace = "ns", LabelSelector = "a=b" });
        var list = await harness.Server.NextListAsync();
        list.Reply("1");
        var watch = await harness.Server.NextWatchAsync();
        Assert.Equal(("ns", "a=b"), (list.Query.Namespace, list.Query.LabelSelector));
        Assert.Equal(("ns", "a=b"), (watch.Query.Namespace, watch.Query.LabelSelector));
    }
}
