using Transship.Integration.Clusters;
using Transship.Integration.Servers;
using Transship.Testing.Nodes;
using Transship.Testing.Servers;

namespace Transship.Integration.Pods;

/// <summary>The real control plane of the test run with a node whose pods are processes of this machine; operators send all work to pods.</summary>
public sealed class PodCluster(ControlPlaneFixture fixture) : IAsyncLifetime, ICluster
{
    private TestNode? _node;

    public Kubectl Kubectl => fixture.ControlPlane.Kubectl;

    public string KubeconfigPath => fixture.ControlPlane.KubeconfigPath;

    public TestNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    public IReadOnlyList<string> OperatorOptions => ["--worker-image", "transship:test", "--pod-task-threshold", "0", "--pod-ttl-seconds", "0"];

    public string Diagnose(string ns) => $"The pods logged:\n{Node.Logs(ns)}\nTroubles of the node:\n{string.Join('\n', Node.Troubles.TakeLast(20))}";

    public Task<string> CreateNamespaceAsync() => fixture.ControlPlane.CreateNamespaceAsync();

    public async Task InitializeAsync() =>
        _node = await TestNode.StartAsync(KubeconfigPath, ["dotnet", Path.Combine(AppContext.BaseDirectory, "transship.dll")]);

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }
}
