using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Finalizers;
using Transship.Runtime.Hosting;
using Transship.Runtime.Queue;
using Transship.Runtime.Telemetry;

namespace Transship.Runtime.Controllers;

internal sealed class ControllerRegistration<TController, TEntity>(ControllerOptions<TEntity> options) : IControllerRegistration
    where TController : class, IEntityController<TEntity>
    where TEntity : class, IKubernetesObject
{
    private const string Suffix = "Controller";

    public string Name { get; } = options.Name ?? DefaultName();

    public Type Entity => typeof(TEntity);

    public TimeSpan FirstRetry => options.FirstRetryDelay;

    public TimeSpan LongestRetry => options.MaxRetryDelay;

    public IController Build(IServiceProvider services, bool runsFinalizers)
    {
        var informers = services.GetRequiredService<InformerRegistry>();
        var informer = informers.Get<TEntity>();
        var owners = new OwnerMap<TEntity>(informer);
        var secondary = options.SecondaryWatches.Select(watch => new WatchedKind(
            watch.InformerIn(informers),
            watch.Map is { } map ? other => map(services, other) : owners.OwnersOf,
            watch.Delay));
        var finalizers = runsFinalizers ? ActivatorUtilities.CreateInstance<FinalizerRunner<TEntity>>(services) : null;
        var parts = new ControllerParts<TEntity>(
            informer,
            [.. secondary],
            new Reconciler<TEntity>(services.GetRequiredService<TController>(), informer, finalizers),
            services.GetRequiredService<QueueRegistry>().For(this),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<OperatorSettings>().Jitter,
            services.GetRequiredService<ILogger<TController>>());
        return new Controller<TEntity>(Name, options, parts, services.GetRequiredService<RuntimeMetrics>());
    }

    private static string DefaultName()
    {
        var name = typeof(TController).Name;
        return (name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name).ToLowerInvariant();
    }
}
