using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transship.Kubernetes.Client;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Election;
using Transship.Runtime.Events;
using Transship.Runtime.Health;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;
using Transship.Runtime.Writes;

namespace Transship.Runtime.Hosting;

/// <summary>Brings the runtime into a program.</summary>
public static class OperatorServices
{
    /// <summary>
    /// Adds an operator that starts and stops with the host. The program adds an <see cref="IKubernetesClient"/> and logging.
    /// There are then to be had: <see cref="IEntityCache{TEntity}"/>, <see cref="IEntityQueue{TEntity}"/>, <see cref="IEventRecorder"/>,
    /// <see cref="StatusWriter"/>, <see cref="EntityWriter"/> and <see cref="OperatorHealth"/>.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="configure">Sets the operator's name, namespaces and times.</param>
    public static IOperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorSettings>? configure = null)
    {
        var settings = new OperatorSettings();
        configure?.Invoke(settings);
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RuntimeMetrics>();
        services.AddSingleton<InformerRegistry>();
        services.AddSingleton<QueueRegistry>();
        services.AddSingleton<LeaderElector>();
        services.AddSingleton<EventRecorder>();
        services.AddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton(typeof(IEntityCache<>), typeof(EntityCache<>));
        services.AddSingleton(typeof(IEntityQueue<>), typeof(EntityQueue<>));
        services.AddSingleton(provider => new StatusWriter(
            provider.GetRequiredService<IKubernetesClient>(), settings.Name, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<EntityWriter>();
        services.AddSingleton(provider => new OperatorHealth(
            settings, provider.GetRequiredService<LeaderElector>(), provider.GetRequiredService<InformerRegistry>()));
        services.AddSingleton<ControllerSet>();
        services.AddHostedService<OperatorHost>();
        return new OperatorBuilder(services);
    }
}
