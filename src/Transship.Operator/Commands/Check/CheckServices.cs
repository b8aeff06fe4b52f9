using Microsoft.Extensions.DependencyInjection;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Operator.Endpoints;
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
        .AddSingleton<ISecretSource, ApiSecrets>()
        .AddSingleton<IEntityCache<Endpoint>>(new KnownEndpoints(endpoints))
        .AddDataPlane("/")
        .BuildServiceProvider();
}
