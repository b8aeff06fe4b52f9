using System.Net;
using System.Text.Json.Nodes;

namespace Transship.Embedded.Tests;

public sealed class EmbeddedApiServerTests
{
    [Fact]
    public async Task StartAsync_OtherThanLoopbackWithoutToken_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Address = IPAddress.Any }));
        Assert.Contains("set a token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithoutTheToken_Gets401()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new EmbeddedApiServerOptions { Token = "let-me-in" });
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };

        using var refused = await client.GetAsync(new Uri("api/v1/namespaces", UriKind.Relative));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "let-me-in");
        using var allowed = await client.GetAsync(new Uri("api/v1/namespaces", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Unauthorized", JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["reason"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }
}
