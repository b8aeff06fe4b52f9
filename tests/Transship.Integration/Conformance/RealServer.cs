using Transship.Integration.Servers;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Http;
using Transship.Testing.Conformance;

namespace Transship.Integration.Conformance;

/// <summary>The real kube-apiserver of the test run, in plain HTTP as its administrator.</summary>
public sealed class RealServer : IConformanceServer, IDisposable
{
    public RealServer(ControlPlaneFixture fixture)
    {
        var config = KubernetesClientConfig.Load(fixture.ControlPlane.KubeconfigPath);
        Client = new HttpClient(new TransportHandler(config, TimeProvider.System)) { BaseAddress = config.Server };
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();
}
