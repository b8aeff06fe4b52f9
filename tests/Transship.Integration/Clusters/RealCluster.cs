using Transship.Integration.Servers;
using Transship.Testing.Servers;

namespace Transship.Integration.Clusters;

/// <summary>The real kube-apiserver of the test run.</summary>
public sealed class RealCluster(ControlPlaneFixture fixture) : ICluster
{
    public Kubectl Kubectl => fixture.ControlPlane.Kubectl;

    public string KubeconfigPath => fixture.ControlPlane.KubeconfigPath;

    public Task<string> CreateNamespaceAsync() => fixture.ControlPlane.CreateNamespaceAsync();

    public Task BeginOutageAsync() => fixture.ControlPlane.BeginOutageAsync();

    public Task EndOutageAsync() => fixture.ControlPlane.EndOutageAsync();
}
