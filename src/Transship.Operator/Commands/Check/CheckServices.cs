using Microsoft.Extensions.DependencyInjection;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Entities;
using Transship.Operator.Hosting;
using Transship.Runtime.Caching;

namespace Transship.Operator.Commands.Check;

/// <summary>The part of the operator that tests connections, without controllers and caches.</summary>
internal static class CheckServices
{
    /// <summary>Builds it over an API server that holds endpoints and secrets.</summary>
    public static ServiceProvider Build(IKubernetesClient client) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(client)
        .AddSingleton<IEntityCache<Endpoint>, NoEndpoints>()
        .AddDataPlane("/")
        .BuildServiceProvider();

    /// <summary>Endpoints are handed over one by one here, never looked up by name.</summary>
    private sealed class NoEndpoints : IEntityCache<Endpoint>
    {
        public bool HasSynced => true;

        public Endpoint? Get(NamespacedName key) => null;

        public IReadOnlyCollection<Endpoint> List(string? @namespace = null) => [];

        public IReadOnlyCollection<Endpoint> ByIndex(string index, string value) => [];
    }
}
