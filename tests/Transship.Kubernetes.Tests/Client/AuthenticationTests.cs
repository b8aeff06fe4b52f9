using System.Net;
using Transship.Kubernetes.Authentication;
using Transship.Kubernetes.Client;
using Transship.Testing.Files;
using Transship.Testing.Http;

namespace Transship.Kubernetes.Tests.Client;

public sealed class AuthenticationTests : ClientFixture
{
    private static readonly Answer Unauthorized = Answer.Refuse(401, "Unauthorized", "Unauthorized");

    [Fact]
    public async Task A6_Unauthorized_RenewedToken_IsTriedOnce()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("token", "old");
        using var client = new KubernetesClient(Config with { Credentials = new TokenFile(path, Clock) }, Clock);
        Server.On($"GET {Path}/a", Answer.Json(Json("a")));
        await client.GetAsync<Gadget>("a", null, None);
        folder.Write("token", "new");

        Server.On($"POST {Path}", Unauthorized).On($"POST {Path}", Answer.Json(Json("a"), 201));
        await client.CreateAsync(Named("a"), None);

        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], Server.Requests.Select(request => request.Headers["Authorization"]));
        Assert.Equal(Server.Requests[1].Body, Server.Requests[2].Body);
    }

    [Fact]
    public async Task A6_Unauthorized_TokenIsTheSame_IsNotRepeated()
    {
        using var client = new KubernetesClient(Config with { Credentials = StaticCredential.Bearer("t"), Origin = "/x/config (context dev)" }, Clock);
        Server.On($"GET {Path}/a", Unauthorized);

        var thrown = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<Gadget>("a", null, None));

        Assert.Equal(HttpStatusCode.Unauthorized, thrown.Code);
        Assert.Equal(
            $"The API server {Server.Address.Authority} refuses the credentials (Unauthorized); check the user's token or certificate in /x/config (context dev).",
            thrown.Message);
        Assert.DoesNotContain("Bearer", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A6_Unauthorized_SecondTime_IsTheAnswer()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("token", "old");
        var source = new TokenFile(path, Clock);
        await source.GetAsync(None);
        folder.Write("token", "new");
        using var client = new KubernetesClient(Config with { Credentials = source }, Clock);
        Server.On($"GET {Path}/a", Unauthorized, times: 2);

        await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<Gadget>("a", null, None));
    }
}
