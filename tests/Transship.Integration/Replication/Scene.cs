using System.Text.Json.Nodes;
using Transship.Integration.Clusters;
using Transship.Testing.Servers;

namespace Transship.Integration.Replication;

/// <summary>A namespace of its own with two real registries: what every scenario needs.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly ClusterReader _reader;

    private Scene(ICluster cluster, string ns, DistributionRegistry source, DistributionRegistry destination)
    {
        (Cluster, Namespace, Source, Destination, _reader) = (cluster, ns, source, destination, new ClusterReader(cluster));
        _parts.AddRange([source, destination]);
    }

    public ICluster Cluster { get; }

    public string Namespace { get; }

    public DistributionRegistry Source { get; }

    public DistributionRegistry Destination { get; }

    /// <summary>Starts the registries.</summary>
    /// <param name="cluster">The API server.</param>
    /// <param name="destination">How the destination is set up.</param>
    /// <param name="source">How the source is set up, given the namespace.</param>
    public static async Task<Scene> SetAsync(
        ICluster cluster, DistributionRegistryOptions? destination = null, Func<string, DistributionRegistryOptions>? source = null)
    {
        var ns = await cluster.CreateNamespaceAsync();
        var from = DistributionRegistry.StartAsync(source?.Invoke(ns));
        var to = DistributionRegistry.StartAsync(destination);
        return new Scene(cluster, ns, await from, await to);
    }

    /// <summary>Starts an operator for the namespace, with further options; it ends with the scene.</summary>
    public OperatorProcess StartOperator(params string[] options)
    {
        var started = OperatorProcess.Start(Cluster, Namespace, [.. Cluster.OperatorOptions, .. options]);
        _parts.Insert(0, started);
        return started;
    }

    /// <summary>Applies endpoints for both registries, each with further lines of its spec.</summary>
    public Task ApplyEndpointsAsync(string sourceSpec = "", string destinationSpec = "") =>
        Cluster.Kubectl.ApplyAsync($"{EndpointManifest("source", Source.Url, sourceSpec)}\n---\n{EndpointManifest("destination", Destination.Url, destinationSpec)}", Namespace);

    public static string EndpointManifest(string name, Uri url, string spec = "") => $"""
        apiVersion: transship.io/v1alpha1
        kind: Endpoint
        metadata: {"{"}name: {name}{"}"}
        spec:
          type: docker-registry
          url: {url.GetLeftPart(UriPartial.Authority)}
        {Indent(spec)}
        """;

    /// <summary>Applies a rule from source to destination with further lines of its spec.</summary>
    public Task ApplyRuleAsync(string spec = "", string name = "everything") => Cluster.Kubectl.ApplyAsync(
        $"""
        apiVersion: transship.io/v1alpha1
        kind: ReplicationRule
        metadata: {"{"}name: {name}{"}"}
        spec:
          source: {"{"}endpointRef: {"{"}name: source{"}"}{"}"}
          destinations: [{"{"}endpointRef: {"{"}name: destination{"}"}, namespace: mirror{"}"}]
        {Indent(spec)}
        """,
        Namespace);

    public Task WaitAsync(string resource, string condition) => Cluster.Kubectl.WaitAsync(resource, condition, Namespace, Patience);

    /// <summary>Waits until the only execution exists and has a condition.</summary>
    public async Task<JsonNode> ExecutionAsync(Func<JsonNode, bool> until, string because)
    {
        return (await UntilAsync("replicationexecutions", list => list.FirstOrDefault(until), because))!;
    }

    public Task<JsonNode> GetAsync(string resource, string name) => _reader.GetAsync(resource, Namespace, name);

    public Task<IReadOnlyList<JsonNode>> ListAsync(string resource) => _reader.ListAsync(resource, Namespace);

    /// <summary>Looks again and again until a list shows what is expected.</summary>
    public async Task<T> UntilAsync<T>(string resource, Func<IReadOnlyList<JsonNode>, T?> expected, string because)
        where T : class
    {
        using var limit = new CancellationTokenSource(Patience);
        IReadOnlyList<JsonNode> last = [];
        while (!limit.IsCancellationRequested)
        {
            last = await ListAsync(resource);
            if (expected(last) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        var log = _parts.OfType<OperatorProcess>().FirstOrDefault()?.Log ?? "";
        throw new Xunit.Sdk.XunitException(
            $"{because}: not within {Patience.TotalSeconds} s. {resource} are now:\n{string.Join('\n', last.Select(n => n.ToJsonString()))}\nThe operator logged:\n{log[^Math.Min(log.Length, 6000)..]}\n{Cluster.Diagnose(Namespace)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }

        _reader.Dispose();
    }

    private static string Indent(string lines) => string.Join('\n', lines.Split('\n').Select(l => $"  {l}"));
}
