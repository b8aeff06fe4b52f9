using System.Globalization;
using Transship.Integration.Clusters;
using Transship.Testing.Servers;

namespace Transship.EndToEnd;

/// <summary>
/// The cluster with one real node that tests/e2e/run.sh starts and loads the image into. It names the cluster in KUBECONFIG, the image in IMAGE, and in ADDR
/// the address of this machine that pods reach: registries listen there. Operators are processes of this machine; all work is in pods of the node.
/// </summary>
public sealed class NodeCluster : IAsyncLifetime, ICluster
{
    private Kubectl? _kubectl;
    private int _namespaces;

    public Kubectl Kubectl => _kubectl ?? throw new InvalidOperationException("The cluster has not been looked for.");

    public string KubeconfigPath { get; } = Variable("KUBECONFIG");

    public string Address { get; } = Variable("ADDR");

    public IReadOnlyList<string> OperatorOptions { get; } = ["--worker-image", Variable("IMAGE"), "--pod-task-threshold", "0", "--pod-ttl-seconds", "0"];

    public async Task<string> CreateNamespaceAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"scenario-{Interlocked.Increment(ref _namespaces)}");
        await Kubectl.RunAsync(["create", "namespace", name]);
        return name;
    }

    public async Task InitializeAsync() => _kubectl = await Kubectl.ForKubeconfigAsync(KubeconfigPath);

    public Task DisposeAsync() => Task.CompletedTask;

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: run these tests by make e2e.");
}
