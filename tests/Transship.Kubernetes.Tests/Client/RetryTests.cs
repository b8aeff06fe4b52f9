using System.Net;
using Transship.Kubernetes.Client;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class RetryTests : ClientFixture
{
    private static readonly Answer Busy = Answer.Refuse(429, "TooManyRequests", "too many requests", retryAfterSeconds: 7);

    [Fact]
    public async Task A1_TooManyRequests_RetryAfter_IsWaitedForWhateverTheVerb()
    {
        Server.On($"POST {Path}", Busy).On($"POST {Path}", Answer.Json(Json("a"), 201));
        using var client = new KubernetesClient(Config with { RequestTimeout = TimeSpan.FromSeconds(30) }, Clock);

        var create = client.CreateAsync(Named("a"), None);
        await Clock.WhenWaitingAsync(TimeSpan.FromSeconds(7));
        Assert.Single(Server.Requests);
        Clock.Advance(TimeSpan.FromSeconds(7));
        await create;

        Assert.Equal(2, Server.Requests.Count);
        Assert.Equal(Server.Requests[0].Body, Server.Requests[1].Body);
    }

    [Fact]
    public async Task A1_TooManyRequests_TenTimes_IsTheAnswer()
    {
        Server.On($"GET {Path}/a", Answer.Refuse(429, "TooManyRequests", "too many requests", retryAfterSeconds: 0), times: 10);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.True(thrown.IsTooManyRequests);
        Assert.Equal(TimeSpan.Zero, thrown.RetryAfter);
    }

    [Fact]
    public async Task A1_TooManyRequests_LongWait_IsLeftToTheCaller()
    {
        Server.On($"GET {Path}/a", Answer.Refuse(429, "TooManyRequests", "too many requests", retryAfterSeconds: 61));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.GetAsync<Gadget>("a", null, None));

        Assert.Equal(TimeSpan.FromSeconds(61), thrown.RetryAfter);
    }

    [Fact]
    public async Task A1_TooManyRequests_NoRetryAfter_IsLeftToTheCaller()
    {
        Server.On($"GET {Everywhere}", Answer.Refuse(429, "TooManyRequests", "too many requests"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.ListAsync<Gadget>(new ListQuery(), None));

        Assert.True(thrown.IsTooManyRequests);
        Assert.Null(thrown.RetryAfter);
    }

    [Fact]
    public async Task A1_Waiting_CountsAgainstTheRequestTimeout()
    {
        Server.On($"GET {Path}/a", Busy);
        using var client = new KubernetesClient(Config with { RequestTimeout = TimeSpan.FromSeconds(5) }, Clock);

        var get = client.GetAsync<Gadget>("a", null, None);
        await Clock.WhenWaitingAsync(TimeSpan.FromSeconds(7));
        Clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<KubernetesException>(() => get);
    }

    [Fact]
    public async Task A2_ServerError_RetryAfter_IsRepeated()
    {
        Server.On($"POST {Path}", Answer.Refuse(503, "ServiceUnavailable", "starting", retryAfterSeconds: 0)).On($"POST {Path}", Answer.Json(Json("a"), 201));

        await Client.CreateAsync(Named("a"), None);
    }

    [Fact]
    public async Task A2_ServerError_RetryAfterDate_IsWaitedFor()
    {
        Server.On($"GET {Path}/a", Answer.Refuse(503, "ServiceUnavailable", "starting").With("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"))
            .On($"GET {Path}/a", Answer.Json(Json("a")));

        var get = Client.GetAsync<Gadget>("a", null, None);
        await Clock.WhenWaitingAsync(TimeSpan.FromSeconds(9));
        Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.NotNull(await get);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A2_PlainServerError_OfAMutatingCall_IsNotRepeated(int code)
    {
        Server.On($"POST {Path}", Answer.Refuse(code, "InternalError", "etcd is away"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => Client.CreateAsync(Named("a"), None));

        Assert.Equal((HttpStatusCode)code, thrown.Code);
        Assert.Equal("etcd is away", thrown.Message);
    }
}
