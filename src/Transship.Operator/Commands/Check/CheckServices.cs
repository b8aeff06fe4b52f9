using Microsoft.Extensions.DependencyInjection;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Hosting;
using Transship.Runtime.Caching;

namespace Transship.Operator.Commands.Check;

/// <summary>The part of the operator that connects to registries, without controllers and caches.</summary>
internal static class CheckServices
{
    /// <summary>Builds it.</summary>
    /// <param name="client">Asks the API server that holds the secrets.</param>
    /// <param name="endpoints">All endpoints.</param>
    public static ServiceProvider Build(IKubernetesClient client, IReadOnlyList<Endpoint> endpoints) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(client)
        .AddSingleton<IEntityCache<Endpoint>>(new KnownEndpoints(endpoints))
        .AddDataPlane("/")
        .BuildServiceProvider();

    private sealed class KnownEndpoints(IReadOnlyList<Endpoint> endpoints) : IEntityCache<Endpoint>
    {
        public bool HasSynced => true;

        public Endpoint? Get(NamespacedName key) => endpoints.FirstOrDefault(endpoint => NamespacedName.Of(endpoint) == key);

        public IReadOnlyCollection<Endpoint> List(string? @namespace = null) => [.. endpoints.Where(endpoint => @namespace is null || endpoint.Metadata.Namespace == @namespace)];

        public IReadOnlyCollection<Endpoint> ByIndex(string index, string value) => throw new NotSupportedException($"There is no index '{index}'.");
    }
}
