using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Api.Endpoints;
using Transship.Kubernetes.Client;
using Transship.Kubernetes.Configuration;
using Transship.Operator.Endpoints;
using Transship.Operator.Hosting;
using Transship.Operator.Pods;
using Transship.Operator.TaskLogs;
using Transship.Operator.Tasks;
using Transship.Registry.Clients;
using Transship.Runtime.Caching;

namespace Transship.Operator.Commands.Work;

/// <summary>The part of the operator that makes attempts at tasks, without controllers and caches.</summary>
internal static class WorkerServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Has logging already.</param>
    /// <param name="config">The API server, as the worker's own account.</param>
    /// <param name="shard">The work.</param>
    /// <param name="secrets">The folder of mounted secrets.</param>
    /// <param name="worker">What tells this worker from others.</param>
    public static IServiceCollection AddWorker(this IServiceCollection services, KubernetesClientConfig config, Shard shard, string secrets, string worker) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IKubernetesClient>(_ => new KubernetesClient(config))
        .AddSingleton<ISecretSource>(new MountedSecrets(secrets))
        .AddSingleton<IEntityCache<Endpoint>>(new KnownEndpoints(ShardEndpoints.Of(shard)))
        .AddDataPlane(layoutRoot: null)
        .AddSingleton(new TaskPoolOptions(shard.Parallelism, worker))
        .AddSingleton(new RegistryClientOptions().Jitter)
        .AddSingleton<SpeedLimits>()
        .AddSingleton<ArtifactCopier>()
        .AddSingleton(provider => new TaskLogKeeper(null, provider.GetRequiredService<ILogger<TaskLogKeeper>>(), TimeProvider.System))
        .AddSingleton<TaskRunner>()
        .AddSingleton<TaskStates>()
        .AddSingleton<TaskWork>()
        .AddSingleton<ShardWorker>();
}
