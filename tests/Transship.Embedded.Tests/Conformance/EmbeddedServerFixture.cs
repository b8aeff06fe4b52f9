using Transship.Testing.Conformance;

namespace Transship.Embedded.Tests.Conformance;

/// <summary>An embedded server for the tests of one class.</summary>
public sealed class EmbeddedServerFixture : IConformanceServer, IAsyncLifetime
{
    private EmbeddedApiServer? _server;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = _server.BaseAddress };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
    }
}
