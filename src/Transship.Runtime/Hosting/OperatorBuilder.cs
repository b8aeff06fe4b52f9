using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Transship.Kubernetes.Entities;
using Transship.Runtime.Caching;
using Transship.Runtime.Controllers;
using Transship.Runtime.Finalizers;

namespace Transship.Runtime.Hosting;

internal sealed class OperatorBuilder(IServiceCollection services) : IOperatorBuilder
{
    public IServiceCollection Services { get; } = services;

    public IOperatorBuilder AddCache<TEntity>(Action<CacheOptions<TEntity>>? configure = null)
        where TEntity : class, IKubernetesObject
    {
        var registration = new CacheRegistration<TEntity>(configure);
        Services.AddSingleton(registration);
        Services.AddSingleton<ICacheRegistration>(registration);
        return this;
    }

    public IOperatorBuilder AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(Action<ControllerOptions<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject
    {
        var options = new ControllerOptions<TEntity>();
        configure?.Invoke(options);
        Services.TryAddSingleton<TController>();
        Services.AddSingleton<IControllerRegistration>(new ControllerRegistration<TController, TEntity>(options));
        return this;
    }

    public IOperatorBuilder AddFinalizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer, TEntity>(string identifier)
        where TFinalizer : class, IEntityFinalizer<TEntity>
        where TEntity : class, IKubernetesObject
    {
        var registration = new FinalizerRegistration<TFinalizer, TEntity>(identifier);
        Services.TryAddSingleton<TFinalizer>();
        Services.AddSingleton<FinalizerRegistration<TEntity>>(registration);
        Services.AddSingleton<IFinalizerRegistration>(registration);
        return this;
    }
}
