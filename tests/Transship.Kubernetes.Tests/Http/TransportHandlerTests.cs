using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Http;
using Transship.Testing.Time;

namespace Transship.Kubernetes.Tests.Http;

public sealed class TransportHandlerTests
{
    [Fact]
    public void Connections_LiveStreams_ArePingedAndSeveralAreOpened()
    {
        using var transport = new TransportHandler(new KubernetesClientConfig { Server = new Uri("https://api") }, new FakeTimeProvider());
        using var handler = transport.Connections(new TlsMaterial(null, null));

        Assert.Equal((30d, 15d), (handler.KeepAlivePingDelay.TotalSeconds, handler.KeepAlivePingTimeout.TotalSeconds));
        Assert.Equal(HttpKeepAlivePingPolicy.WithActiveRequests, handler.KeepAlivePingPolicy);
        Assert.True(handler.EnableMultipleHttp2Connections);
        Assert.False(handler.UseCookies);
        Assert.False(handler.AllowAutoRedirect);
    }
}
