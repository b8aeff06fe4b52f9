using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Transship.Api.Endpoints;
using Transship.Api.Executions;
using Transship.Api.Rules;
using Transship.Api.Tasks;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Kubernetes.Entities;
using Transship.Kubernetes.Http;
using Transship.Kubernetes.Models;

namespace Transship.Integration.Clusters;

/// <summary>What a server holds, as JSON, for tests that look again and again: a kubectl for each look would take most of a small machine.</summary>
internal sealed class ClusterReader(ICluster cluster) : IDisposable
{
    private static readonly Dictionary<string, EntityDefinition> Resources = new EntityDefinition[]
    {
        EntityDefinition.Of<Endpoint>(), EntityDefinition.Of<ReplicationRule>(), EntityDefinition.Of<ReplicationExecution>(), EntityDefinition.Of<ReplicationTask>(),
        EntityDefinition.Of<V1Event>(), EntityDefinition.Of<V1Pod>(), EntityDefinition.Of<V1Job>(), EntityDefinition.Of<V1Secret>(),
        EntityDefinition.Of<V1ServiceAccount>(), EntityDefinition.Of<V1Role>(), EntityDefinition.Of<V1RoleBinding>(),
    }.ToDictionary(kind => kind.Plural);

    private readonly KubernetesClientConfig _config = KubernetesClientConfig.Load(cluster.KubeconfigPath);
    private HttpMessageInvoker? _http;

    /// <param name="resource">The plural name, such as <c>replicationexecutions</c>.</param>
    /// <param name="ns">The namespace.</param>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string resource, string ns) =>
        [.. (await ReadAsync(ResourcePath.Collection(Resources[resource], ns)))["items"]!.AsArray().Select(item => item!)];

    /// <param name="resource">The plural name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="name">The object.</param>
    public Task<JsonNode> GetAsync(string resource, string ns, string name) => ReadAsync(ResourcePath.Object(Resources[resource], ns, name));

    public void Dispose() => _http?.Dispose();

    private async Task<JsonNode> ReadAsync(ResourcePath path)
    {
        _http ??= HttpPipeline.Create(_config with { QueriesPerSecond = 0 }, TimeProvider.System, NullLogger.Instance);
        using var limit = new CancellationTokenSource(_config.RequestTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_config.Server, path.ToString()));
        using var response = await _http.SendAsync(request, limit.Token);
        var answer = await response.Content.ReadAsStringAsync(limit.Token);
        return response.IsSuccessStatusCode ? JsonNode.Parse(answer)! : throw new HttpRequestException($"GET {path}: {answer}", null, response.StatusCode);
    }
}
