using Microsoft.Extensions.DependencyInjection;
using Transship.Kubernetes.Entities;

namespace Transship.Runtime.Finalizers;

/// <summary>A finalizer that the program added.</summary>
internal interface IFinalizerRegistration
{
    string Identifier { get; }

    Type Entity { get; }
}

/// <summary>A finalizer of a kind, and how to get it.</summary>
internal abstract record FinalizerRegistration<TEntity>(string Identifier) : IFinalizerRegistration
    where TEntity : class, IKubernetesObject
{
    public Type Entity => typeof(TEntity);

    internal abstract IEntityFinalizer<TEntity> Resolve(IServiceProvider services);
}

/// <summary>A finalizer by its type.</summary>
internal sealed record FinalizerRegistration<TFinalizer, TEntity>(string Identifier) : FinalizerRegistration<TEntity>(Identifier)
    where TFinalizer : class, IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    internal override IEntityFinalizer<TEntity> Resolve(IServiceProvider services) => services.GetRequiredService<TFinalizer>();
}
