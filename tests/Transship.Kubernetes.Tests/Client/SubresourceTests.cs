using Transship.Kubernetes.Client;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class SubresourceTests : ClientFixture
{
    private const string Log = "GET /api/v1/namespaces/default/pods/p/log";

    [Fact]
    public async Task GetScaleAsync_ScaledObject_IsRead()
    {
        Server.On($"GET {Path}/a/scale", Answer.Json("""{"metadata":{"name":"a"},"spec":{"replicas":3},"status":{"replicas":2,"selector":"app=a"}}"""));

        var scale = await Client.GetScaleAsync<Gadget>("a", null, None);

        Assert.Equal((3, 2, "app=a"), (scale.Spec.Replicas, scale.Status!.Replicas, scale.Status.Selector));
    }

    [Fact]
    public async Task SetScaleAsync_Replicas_ArePatched()
    {
        Server.On($"PATCH {Path}/a/scale", Answer.Json("""{"spec":{"replicas":5}}"""));

        Assert.Equal(5, (await Client.SetScaleAsync<Gadget>("a", null, 5, None)).Spec.Replicas);
        Assert.Equal("""{"spec":{"replicas":5}}""", Server.Requests.Single().Body);
    }

    [Fact]
    public async Task ReadLogAsync_Lines_ComeOneByOne()
    {
        Server.On($"{Log}?container=c&tailLines=2&limitBytes=100&previous=true&timestamps=true", Answer.Text("one\n\nthree", "text/plain"));

        var lines = await ReadAsync(new PodLogQuery { Container = "c", TailLines = 2, LimitBytes = 100, Previous = true, Timestamps = true });

        Assert.Equal(["one", "", "three"], lines);
    }

    [Fact]
    public async Task ReadLogAsync_LongLine_IsCut()
    {
        Server.On(Log, Answer.Text(new string('x', 70_000) + "\nend\n", "text/plain"));

        Assert.Equal([65_536, 4_464, 3], (await ReadAsync(new PodLogQuery())).Select(line => line.Length));
    }

    [Fact]
    public async Task ReadLogAsync_Followed_WaitsAsLongAsThePodIsSilent()
    {
        var body = new StreamedBody().Line("one");
        Server.On($"{Log}?follow=true", Answer.Stream(body));
        await using var lines = Client.ReadLogAsync("p", null, new PodLogQuery { Follow = true }, None).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());

        var next = lines.MoveNextAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        body.Line("two").End();

        Assert.True(await next);
        Assert.Equal("two", lines.Current);
        Assert.False(await lines.MoveNextAsync());
    }

    [Fact]
    public async Task ReadLogAsync_ContainerNotStarted_SaysSo()
    {
        Server.On(Log, Answer.Refuse(400, "BadRequest", "container \"c\" in pod \"p\" is waiting to start"));

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(new PodLogQuery()));

        Assert.Equal("container \"c\" in pod \"p\" is waiting to start", thrown.Message);
    }

    private async Task<List<string>> ReadAsync(PodLogQuery query)
    {
        var lines = new List<string>();
        await foreach (var line in Client.ReadLogAsync("p", null, query, None))
        {
            lines.Add(line);
        }

        return lines;
    }
}
